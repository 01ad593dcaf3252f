import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { built } from './support/built';
import { pipelineIn } from './support/pipelines';
import { BlueGreenFargateService, DeploymentEngine, ServiceImage } from '../../src/deployment';
import { DeployTarget, Ec2DeploymentGroup, Ec2DeploymentStrategy, ReleasedFunction } from '../../src/pipeline';

/** What belongs to the stack is made anew for each. */
type Make = (world: World) => any;

class World {
  public readonly stack = new Stack(new App(), 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
  private readonly things = new Map<string, unknown>();

  public get alarm() {
    const metric = new cloudwatch.Metric({ namespace: 'T', metricName: 'M' });
    return this.once('Alarm', (id) => new cloudwatch.Alarm(this.stack, id, { metric, threshold: 1, evaluationPeriods: 1 }));
  }

  public get function() {
    return this.once('Function', (id) => new lambda.Function(this.stack, id, {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1'),
    }));
  }

  public get servers() {
    return this.once('Servers', (id) => new autoscaling.AutoScalingGroup(this.stack, id, {
      vpc: ec2.Vpc.fromVpcAttributes(this.stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['subnet-1', 'subnet-2'] }),
      instanceType: new ec2.InstanceType('t3.small'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    }));
  }

  public get service() {
    const image = ServiceImage.fromRegistry('nginx');
    return this.once('Service', (id) => new BlueGreenFargateService(this.stack, id, { image, engine: DeploymentEngine.codeDeploy() }));
  }

  public id(prefix: string): string {
    return `${prefix}${this.stack.node.children.length}`;
  }

  public once<T>(id: string, make: (id: string) => T): T {
    if (!this.things.has(id)) { this.things.set(id, make(id)); }
    return this.things.get(id) as T;
  }
}

const constant = (...values: unknown[]): fc.Arbitrary<Make> => fc.constantFrom(...values).map((value) => () => value);
const wrong = constant(null, 0, 5, NaN, '', 'text', true, {}, [], [undefined], [null], () => 'text', new Set(['a']), 'x'.repeat(300));
const mostly = (right: fc.Arbitrary<Make>): fc.Arbitrary<Make> => fc.oneof({ weight: 20, arbitrary: right }, { weight: 1, arbitrary: wrong });
const thing = (make: Make): fc.Arbitrary<Make> => mostly(fc.constant(make));
const text = (...right: string[]): fc.Arbitrary<Make> => fc.oneof(
  { weight: 20, arbitrary: constant(...right) },
  { weight: 1, arbitrary: fc.constant<Make>((world) => world.once('Text', (id) => new CfnParameter(world.stack, id).valueAsString)) },
  { weight: 1, arbitrary: fc.constant<Make>(() => Lazy.string({ produce: () => 'lazy' })) },
  { weight: 1, arbitrary: fc.oneof(wrong, fc.string().map((value): Make => () => value)) },
);
const minutes = (...right: number[]): fc.Arbitrary<Make> => (
  mostly(fc.constantFrom(...right, 3, 5000).map((value): Make => () => Duration.minutes(value)))
);
const listOf = (items: fc.Arbitrary<Make>): fc.Arbitrary<Make> => (
  mostly(fc.array(items, { maxLength: 3 }).map((made): Make => (world) => made.map((each) => each(world))))
);
const struct = (fields: Record<string, fc.Arbitrary<Make>>, ...required: string[]): fc.Arbitrary<Make> => (
  mostly(fc.record(fields, { requiredKeys: required })
    .map((made): Make => (world) => Object.fromEntries(Object.entries(made).map(([name, make]) => [name, (make as Make)(world)])))));
const call = (make: (...args: any[]) => unknown, ...args: fc.Arbitrary<Make>[]): fc.Arbitrary<Make> => (
  fc.tuple(...args).map((made): Make => (world) => make(...made.map((each) => each(world)))));

const hook = thing((world) => world.function);
const timeout = minutes(5, 60, 2160);
const released = fc.tuple(struct({
  lambdaFunction: thing((world) => world.function),
  aliasName: text('live', 'prod-1'),
  deploymentConfig: mostly(constant(codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE, codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE)),
  alarms: listOf(thing((world) => world.alarm)),
}, 'lambdaFunction')).map(([props]): Make => (world) => new ReleasedFunction(world.stack, world.id('Live'), props(world)));
const group = fc.tuple(struct({
  autoScalingGroup: thing((world) => world.servers),
  strategy: mostly(constant(Ec2DeploymentStrategy.allAtOnce(), Ec2DeploymentStrategy.halfAtATime(), Ec2DeploymentStrategy.oneAtATime())),
  targetGroups: listOf(thing((world) => world.once('Group', (id) => elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(world.stack, id, {
    targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/0123456789abcdef',
  })))),
  blueGreen: struct({ keepOldInstancesFor: minutes(0, 30, 2880) }),
  alarms: listOf(thing((world) => world.alarm)),
  installAgent: mostly(constant(true, false)),
}, 'autoScalingGroup')).map(([props]): Make => (world) => new Ec2DeploymentGroup(world.stack, world.id('Deployments'), props(world)).deploymentGroup);

const target = fc.oneof(
  call(DeployTarget.codeDeployEcs, thing((world) => world.service), struct({
    timeout, hooks: struct({ beforeInstall: hook, afterAllowTraffic: hook }),
  })),
  call(DeployTarget.codeDeployEcsGroup, thing((world) => world.service.deploymentGroup), struct({
    service: thing((world) => world.service.baseService), containerName: text('app'), timeout,
  }, 'service')),
  call(DeployTarget.codeDeployLambda, mostly(released), struct({ directory: text('.', 'dist/x'), timeout })),
  call(DeployTarget.codeDeployEc2, mostly(group)),
  call(DeployTarget.s3Website, thing((world) => world.once('Site', (id) => new s3.Bucket(world.stack, id))), struct({
    directory: text('dist'),
    keyPrefix: text('docs/v2'),
    distribution: thing((world) => world.once('Cdn', (id) => (
      cloudfront.Distribution.fromDistributionAttributes(world.stack, id, { distributionId: 'E1', domainName: 'd.cloudfront.net' })
    ))),
    immutableFiles: listOf(text('assets/*')),
    keepFiles: listOf(text('uploads/*')),
    timeout,
  })),
  call(DeployTarget.custom, text('Portal', 'a.b'), listOf(text('./release', 'echo "$IMAGE"')), struct({
    install: listOf(text('npm ci')),
    environment: mostly(constant({ A: 'b' }, { IMAGE: 'x' }, {})),
    statements: listOf(constant(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/k'] }))),
    restoresItself: mostly(constant(true, false)),
    timeout,
  })),
);
const targets = fc.oneof(
  { weight: 5, arbitrary: target },
  { weight: 1, arbitrary: call(DeployTarget.all, listOf(target)) },
  { weight: 1, arbitrary: call(DeployTarget.inOrder, listOf(target)) },
);
const makes = fc.record({ artifact: fc.boolean(), image: fc.boolean() });

test('random deploy targets are synthesized or refused in our own words', () => {
  let accepted = 0;
  fc.assert(fc.property(targets, makes, (make, made) => {
    const world = new World();
    try {
      pipelineIn(world.stack, { buildStep: built(made), production: make(world) });
      (world.stack.node.root as App).synth();
      accepted++;
    } catch (error) {
      const { message } = error as Error;
      if (!/'.*' must .*\[at /s.test(message)) { throw error; }
    }
  }), { numRuns: 120, seed: 7 });
  expect(accepted).toBeGreaterThan(20);
}, 300_000);
