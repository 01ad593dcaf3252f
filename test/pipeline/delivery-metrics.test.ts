import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { built } from './support/built';
import { BY_HAND, pipelineIn, projectOf, scriptOf, statementsOf } from './support/pipelines';
import { alarmIn } from './support/plain-pipelines';
import {
  BakeGate, BlueGreenFargateService, BranchStrategy, BuildStep, ContainerRepository, DeploymentEngine, DeployTarget, DoraMetrics, Ec2DeploymentGroup,
  IDeployTarget, PipelineSource, ReleasedFunction, ReleaseOptions, ServiceImage, StandardPipelineProps,
} from '../../src';

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e';
const env = { account: '111111111111', region: 'eu-west-1' };

/** Stacks for the metrics, the pipeline and what it releases to. */
class World {
  public readonly app = new App();
  public readonly metrics = new Stack(this.app, 'Metrics', { env });
  public readonly shop = new Stack(this.app, 'Shop', { env });
  public readonly delivery = new Stack(this.app, 'Delivery', { env });
  public readonly dora = new DoraMetrics(this.metrics, 'Dora');
  public readonly template = () => Template.fromStack(this.delivery);
}

const connection = (fullClone?: boolean) => PipelineSource.codeConnection({ connectionArn: CONNECTION, repository: 'owner/shop', fullClone });

/** The patterns and messages of the rules of a template that belong to the metrics, by a word of their description. */
function rulesAbout(template: Template, word: string): { pattern: any; message: any }[] {
  return Object.values(template.findResources('AWS::Events::Rule'))
    .filter(({ Properties }) => Properties.Description?.startsWith(word) && JSON.stringify(Properties.Targets).includes('binding'))
    .map(({ Properties: { EventPattern: pattern, Targets: [{ InputTransformer, Input }] } }) => ({
      pattern, message: JSON.stringify(InputTransformer?.InputTemplate ?? Input),
    }));
}

const bindingsOf = (template: Template, word: string): string[] => rulesAbout(template, word)
  .map(({ message }) => /"binding\\*":(\{.*?\})/.exec(message)![1].replaceAll('\\', '')).sort();

describe('a pipeline with delivery metrics', () => {
  test('measures its releases to production, under its own name', () => {
    const world = new World();
    pipelineIn(world.delivery, { productionOptions: { deliveryMetrics: world.dora } });
    expect(bindingsOf(world.template(), 'Executions')).toEqual(['{"service":"Delivery","environment":"production","stage":"Production"}']);
    const [{ pattern }] = rulesAbout(world.template(), 'Executions');
    expect(pattern.detail.pipeline).toEqual([{ Ref: expect.stringContaining('DeliveryPipeline') }]);
  });

  test('measures staging as an environment of its own', () => {
    const world = new World();
    const deliveryMetrics = world.dora;
    pipelineIn(world.delivery, {
      staging: BY_HAND, stagingOptions: { deliveryMetrics, measuredAs: 'Orders' }, productionOptions: { deliveryMetrics, measuredAs: 'Orders' },
    });
    expect(bindingsOf(world.template(), 'Executions')).toEqual([
      '{"service":"Orders","environment":"production","stage":"Production"}', '{"service":"Orders","environment":"staging","stage":"Staging"}',
    ]);
  });

  test('measures what all branches release as one service, and no pull requests', () => {
    const world = new World();
    const deliveryMetrics = world.dora;
    const { pipeline } = pipelineIn(world.delivery, {
      source: connection(),
      branchStrategy: BranchStrategy.gitFlow(),
      staging: BY_HAND,
      stagingOptions: { deliveryMetrics },
      productionOptions: { deliveryMetrics },
    });
    const patterns = rulesAbout(world.template(), 'Executions').map(({ pattern: { detail } }) => `${detail.pipeline[0].Ref} ${detail.$or[0].stage}`);
    expect(patterns.map((pattern) => pattern.replace(/Pipeline\w*/, '')).sort()).toEqual([
      'Delivery Production', 'DeliveryDevelop Staging', 'DeliveryHotfix Production', 'DeliveryRelease Staging',
    ]);
    expect(new Set(bindingsOf(world.template(), 'Executions'))).toEqual(new Set([
      '{"service":"Delivery","environment":"production","stage":"Production"}', '{"service":"Delivery","environment":"staging","stage":"Staging"}',
    ]));
    expect(pipeline.stages.map(({ stageName }) => stageName)).toEqual(['Source', 'Build', 'Production']);
  });

  test('counts the alarms of its bake gate, from its own stack', () => {
    const world = new World();
    const errors = alarmIn(world.shop);
    pipelineIn(world.delivery, { productionOptions: { deliveryMetrics: world.dora, bakeGate: BakeGate.watch([errors]) } });
    world.app.synth();
    const [{ pattern, message }] = rulesAbout(world.template(), 'Alarms');
    expect(JSON.stringify(pattern.resources)).toContain('Shop');
    expect(message).toContain('production');
    expect(rulesAbout(Template.fromStack(world.shop), 'Alarms')).toEqual([]);
  });

  test('counts the alarms of a gate that only checks, too', () => {
    const world = new World();
    pipelineIn(world.delivery, { productionOptions: { deliveryMetrics: world.dora, bakeGate: BakeGate.checkAfter([alarmIn(world.shop)]) } });
    expect(rulesAbout(world.template(), 'Alarms')).toHaveLength(1);
  });

  test('works with the metrics in its own stack, and what it releases to in another one', () => {
    const world = new World();
    const images = new ContainerRepository(world.shop, 'Images');
    const web = new BlueGreenFargateService(world.shop, 'Web', { image: ServiceImage.released(images) });
    const deliveryMetrics = new DoraMetrics(world.delivery, 'Dora');
    pipelineIn(world.delivery, {
      buildStep: BuildStep.dockerImage(images),
      production: DeployTarget.ecs(web),
      productionOptions: { deliveryMetrics, bakeGate: BakeGate.watch([alarmIn(world.shop)]) },
    });
    world.app.synth();
    expect(rulesAbout(world.template(), 'Deployments of Shop/Web')).toHaveLength(1);
  });
});

test('nothing but rules and a permission is added to a pipeline that was there before', () => {
  const resourcesOf = (measured: boolean) => {
    const world = new World();
    pipelineIn(world.delivery, { productionOptions: measured ? { deliveryMetrics: world.dora } : {} });
    return world.template().toJSON().Resources as Record<string, { Type: string }>;
  };
  const [before, after] = [resourcesOf(false), resourcesOf(true)];
  const added = Object.keys(after).filter((id) => !(id in before));
  expect(Object.fromEntries(Object.entries(after).filter(([id]) => id in before))).toEqual(before);
  expect(added.map((id) => after[id].Type).sort()).toEqual(['AWS::Events::Rule', 'AWS::Events::Rule', 'AWS::IAM::Policy']);
});

describe('what deploys for a target', () => {
  const image = ServiceImage.fromRegistry('nginx');
  const functionIn = (stack: Stack, id = 'Orders') => new ReleasedFunction(stack, `Live${id}`, {
    lambdaFunction: new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('1') }),
  });
  const group = (stack: Stack) => new Ec2DeploymentGroup(stack, 'Group', {
    autoScalingGroup: new autoscaling.AutoScalingGroup(stack, 'Servers', {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] }),
      instanceType: new ec2.InstanceType('t3.small'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    }),
  }).deploymentGroup;

  function watched(make: (shop: Stack) => IDeployTarget): any[] {
    const world = new World();
    pipelineIn(world.delivery, {
      buildStep: built({ image: true, artifact: true }), production: make(world.shop), productionOptions: { deliveryMetrics: world.dora, measuredAs: 'Orders' },
    });
    world.app.synth();
    const rules = rulesAbout(world.template(), 'Deployments');
    rules.forEach(({ message }) => expect(message).not.toContain('standalone'));
    return rules.map(({ pattern }) => pattern);
  }

  test('Amazon ECS is watched', () => {
    const [pattern, ...others] = watched((shop) => DeployTarget.ecs(new BlueGreenFargateService(shop, 'Web', { image })));
    expect(pattern).toMatchObject({ 'source': ['aws.ecs'], 'detail-type': ['ECS Deployment State Change'] });
    expect(JSON.stringify(pattern.resources)).toContain('Web');
    expect(others).toEqual([]);
  });

  test.each<[string, (shop: Stack) => IDeployTarget]>([
    ['a service on Amazon ECS', (shop) => DeployTarget.codeDeployEcs(new BlueGreenFargateService(shop, 'Web', { image, engine: DeploymentEngine.codeDeploy() }))],
    ['a function', (shop) => DeployTarget.codeDeployLambda(functionIn(shop))],
    ['instances', (shop) => DeployTarget.codeDeployEc2(group(shop))],
  ])('CodeDeploy is watched for %s', (_, make) => {
    const patterns = watched(make);
    expect(patterns).toMatchObject([{ source: ['aws.codedeploy'], detail: { application: [expect.anything()], deploymentGroup: [expect.anything()] } }]);
  });

  test('each is watched when there are several', () => {
    expect(watched((shop) => DeployTarget.inOrder([
      DeployTarget.all([DeployTarget.codeDeployLambda(functionIn(shop, 'A')), DeployTarget.codeDeployLambda(functionIn(shop, 'B'))]),
      DeployTarget.ecs(new BlueGreenFargateService(shop, 'Web', { image })), BY_HAND,
    ]))).toHaveLength(3);
  });

  test('the function that measures may ask CodeDeploy about it, and is told so by the stack of the pipeline', () => {
    const world = new World();
    pipelineIn(world.delivery, {
      buildStep: built({ artifact: true }),
      production: DeployTarget.codeDeployLambda(functionIn(world.shop)),
      productionOptions: { deliveryMetrics: world.dora },
    });
    const statements = statementsOf(world.template(), 'DeliveryMetrics');
    expect(statements.map(({ Action }) => Action)).toContain('codedeploy:GetDeployment');
    expect(JSON.stringify(Template.fromStack(world.metrics).toJSON())).not.toContain('ImportValue');
  });
});

describe('commits of a release', () => {
  function commitsIn(props: Partial<StandardPipelineProps>, options: ReleaseOptions = {}): { world: World; actions: string[][] } {
    const world = new World();
    const { pipeline } = pipelineIn(world.delivery, { ...props, productionOptions: { deliveryMetrics: world.dora, ...options } });
    return { world, actions: pipeline.stages.map(({ actions }) => actions.map(({ actionProperties: { actionName, runOrder } }) => `${actionName} ${runOrder ?? 1}`)) };
  }

  test.each<[string, () => StandardPipelineProps['source']]>([
    ['a connection', () => connection(true)],
    ['CodeCommit', () => PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(new Stack(new App(), 'X', { env }), 'Code', 'web'), { fullClone: true })],
  ])('are told beside the build, of a full clone of %s', (_, source) => {
    expect(commitsIn({ source: source() }).actions[1]).toEqual(['DockerImage 1', 'Commits 1']);
  });

  test('are told by a script that may do nothing but that', () => {
    const { world } = commitsIn({ source: connection(true) }, { measuredAs: 'Orders' });
    const template = world.template();
    const project = projectOf(template, 'Commits');
    expect(scriptOf(project)).toContain("MEASURED_SERVICE='Orders' MEASURED_ENVIRONMENT='production' bash -c");
    expect(project.TimeoutInMinutes).toBe(5);
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Stages: Match.arrayWith([Match.objectLike({
        Name: 'Build',
        Actions: Match.arrayWith([Match.objectLike({
          Name: 'Commits',
          Configuration: Match.objectLike({ EnvironmentVariables: '[{"name":"EXECUTION_ID","type":"PLAINTEXT","value":"#{codepipeline.PipelineExecutionId}"}]' }),
        })]),
      })]),
    });
    expect(statementsOf(template, 'Report')).toEqual([
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Condition: { StringEquals: { 'events:source': 'devops.dora' } },
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:eu-west-1:111111111111:event-bus/default']] },
      },
      { Effect: 'Allow', Action: 'codepipeline:ListPipelineExecutions', Resource: { 'Fn::Join': ['', [expect.anything(), { Ref: 'AWS::Partition' }, expect.anything(), { Ref: expect.stringContaining('Pipeline') }]] } },
    ]);
  });

  test('take a minute, and nobody waits for them', () => {
    const world = new World();
    const delivery = pipelineIn(world.delivery, { source: connection(true), productionOptions: { deliveryMetrics: world.dora } });
    const [, step] = delivery.criticalPath({ minutes: { 'Build/DockerImage': 0 } });
    expect(step).toMatchObject({ stageName: 'Build', actionNames: ['DockerImage', 'Commits'], minutes: 1 });
  });

  test('are told of both environments', () => {
    const { world } = commitsIn({ source: connection(true) });
    pipelineIn(new Stack(world.app, 'Other', { env }), {
      source: connection(true),
      staging: BY_HAND,
      stagingOptions: { deliveryMetrics: world.dora, measuredAs: 'Other' },
      productionOptions: { deliveryMetrics: world.dora, measuredAs: 'Other' },
    });
    const script = scriptOf(projectOf(Template.fromStack(world.app.node.findChild('Other') as Stack), 'Commits'));
    expect(script.match(/MEASURED_\w+='\w+' MEASURED_\w+='\w+'/g)).toEqual(['staging', 'production'].map((name) => `MEASURED_SERVICE='Other' MEASURED_ENVIRONMENT='${name}'`));
  });

  test.each<[string, Partial<StandardPipelineProps>, ReleaseOptions]>([
    ['without a clone', { source: connection() }, {}],
    ['without metrics', { source: connection(true) }, { deliveryMetrics: undefined }],
  ])('are not told %s', (_, props, options) => {
    expect(commitsIn(props, options).actions[1]).toEqual(['DockerImage 1']);
  });

  test('are not told of pull requests, nor of branches that are not measured', () => {
    const world = new World();
    const delivery = pipelineIn(world.delivery, {
      source: connection(true), branchStrategy: BranchStrategy.gitFlow(), staging: BY_HAND, productionOptions: { deliveryMetrics: world.dora },
    });
    const has = (ruleName: string) => delivery.pipelineOf(ruleName).stages[1].actions.some(({ actionProperties }) => actionProperties.actionName === 'Commits');
    expect(['Main', 'Hotfix', 'Develop', 'Release', 'PullRequests'].filter(has)).toEqual(['Main', 'Hotfix']);
  });
});

describe('the name of the service', () => {
  const two = (first: ReleaseOptions, second: ReleaseOptions) => {
    const world = new World();
    pipelineIn(world.delivery, { productionOptions: { deliveryMetrics: world.dora, ...first } });
    pipelineIn(new Stack(world.app, 'Other', { env }), { productionOptions: { deliveryMetrics: world.dora, ...second } });
    world.app.synth();
  };

  test('must be said when two pipelines have the same name in two stacks', () => {
    expect(() => two({}, {})).toThrow(/'measuredAs' must be given for pipelines of one name, got the name "Delivery" from 'Delivery\/Delivery' too.*\[at Other\/Delivery\]/s);
  });

  test('may be that of another pipeline, when it is said', () => {
    expect(() => two({ measuredAs: 'Orders' }, { measuredAs: 'Orders' })).not.toThrow();
    expect(() => two({}, { measuredAs: 'Delivery' })).not.toThrow();
  });
});

describe('fails', () => {
  test.each<[string, ReleaseOptions, string]>([
    ['for something else than metrics', { deliveryMetrics: {} as any }, "'deliveryMetrics' must be a DoraMetrics, got an object with nothing in it [at Delivery/Delivery]"],
    ['for true', { deliveryMetrics: true as any }, "'deliveryMetrics' must be a DoraMetrics, got true"],
    ['for a name without metrics', { measuredAs: 'Orders' }, "'measuredAs' must come with 'deliveryMetrics', got \"Orders\" alone"],
  ])('%s', (_, productionOptions, message) => {
    expect(() => pipelineIn(new World().delivery, { productionOptions })).toThrow(message);
  });

  test.each([5, '', 'a{b'])('for a name that is none: %j', (measuredAs) => {
    const world = new World();
    expect(() => pipelineIn(world.delivery, { productionOptions: { deliveryMetrics: world.dora, measuredAs: measuredAs as string } })).toThrow(/'service' must be .*\[at Metrics\/Dora\]/s);
  });

  test('for metrics in another account', () => {
    const world = new World();
    const far = new Stack(world.app, 'Far', { env: { account: '222222222222', region: 'eu-west-1' } });
    expect(() => pipelineIn(far, { productionOptions: { deliveryMetrics: world.dora } })).toThrow(/'pipeline' must be in 111111111111\/eu-west-1, got one in 222222222222\/eu-west-1.*DoraAccount/s);
  });
});
