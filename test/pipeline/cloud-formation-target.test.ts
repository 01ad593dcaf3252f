import { App, CfnCapabilities, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { BuildStep, CloudFormationDeployOptions, DeployTarget, PipelineApproval, StackPolicy } from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { prodStack } from '../support/stacks';
import { actionOf, BY_HAND, environmentOf, pipelineIn, projectOf, stagesOf, statementsOf } from './support/pipelines';

const SHOP: CloudFormationDeployOptions = { stackName: 'shop', templatePath: 'deploy/template.json' };
const NO_BUILD = { bind: (stage: any) => { BY_HAND.bind(stage); return {}; } };
const ELSEWHERE = { account: '222222222222', region: 'us-east-1' };

function deployed(options: Partial<CloudFormationDeployOptions> = {}, stack: Stack = prodStack(), props: object = {}): Template {
  pipelineIn(stack, { buildStep: NO_BUILD, production: DeployTarget.cloudFormation({ ...SHOP, ...options }), ...props });
  return Template.fromStack(stack);
}

function text(value: any): string {
  return JSON.stringify(value);
}

describe('DeployTarget.cloudFormation', () => {
  test('reviews before the approval and deploys after it', () => {
    const template = deployed();
    expect(stagesOf(template)).toEqual(['Source', 'Build', 'Review', 'Approval', 'Production']);
    expect(actionOf(template, 'Review')).toMatchObject({ Name: 'Review-shop', Namespace: 'Review', InputArtifacts: [{ Name: 'Source' }] });
    expect(actionOf(template, 'Production')).toMatchObject({ Name: 'Deploy-shop', InputArtifacts: [{ Name: 'Source' }] });
  });

  test('hands on what the release would change, and where to look at it', () => {
    const stack = prodStack();
    const seen: object[] = [];
    const target = DeployTarget.cloudFormation(SHOP);
    pipelineIn(stack, {
      buildStep: NO_BUILD,
      production: { bind: (stage: any) => target.bind(stage), review: (stage: any) => { seen.push(target.review(stage)); return seen[0]; } } as any,
    });
    expect(seen).toEqual([{
      summary: '#{Review.SUMMARY}',
      changes: '#{Review.CHANGES}',
      url: 'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/changesets/changes'
        + '?stackId=#{Review.STACK_ID}&changeSetId=#{Review.CHANGE_SET_ID}',
    }]);
    expect(JSON.parse(projectOf(Template.fromStack(stack), 'Review').Source.BuildSpec).env['exported-variables']).toEqual(['SUMMARY', 'CHANGES', 'STACK_ID', 'CHANGE_SET_ID']);
  });

  test('has nothing to review where nobody is asked', () => {
    expect(stagesOf(deployed({}, prodStack(), { approval: PipelineApproval.none() }))).toEqual(['Source', 'Build', 'Production']);
  });

  test('takes itself back, so that the stage need not', () => {
    expect(DeployTarget.cloudFormation(SHOP).restoresItself).toBe(true);
  });

  test('may call CloudFormation for the one stack, and pass the one role to it', () => {
    const statements = statementsOf(deployed(), 'ProductionDeployshop').filter(({ Action }) => /cloudformation|iam|sts/.test(text(Action)));
    expect(statements).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: expect.anything() },
      {
        Effect: 'Allow',
        Action: ['DescribeStacks', 'CreateChangeSet', 'DescribeChangeSet', 'DeleteChangeSet', 'ExecuteChangeSet', 'DescribeStackEvents', 'UpdateTerminationProtection']
          .map((call) => `cloudformation:${call}`),
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudformation:eu-west-1:111111111111:stack/shop/*']] },
      },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:role/cdk-hnb659fds-cfn-exec-role-111111111111-eu-west-1']] },
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
    ]);
    expect(text(statements[0].Resource)).toContain(':role/cdk-hnb659fds-file-publishing-role-111111111111-eu-west-1');
  });

  test('may not execute anything while it reviews', () => {
    const actions = text(statementsOf(deployed({ stackPolicy: StackPolicy.allowAll() }), 'ReviewReviewshop').map(({ Action }) => Action));
    expect(actions).toContain('cloudformation:CreateChangeSet');
    expect(actions).not.toMatch(/ExecuteChangeSet|SetStackPolicy|UpdateTerminationProtection|UpdateStack/);
  });

  test('may use macros only when the template may', () => {
    const macros = (options: object) => text(statementsOf(deployed(options), 'ProductionDeployshop')).includes(':transform/*');
    expect([macros({}), macros({ capabilities: [CfnCapabilities.AUTO_EXPAND] })]).toEqual([false, true]);
  });

  test('needs no permission for all resources', () => {
    const template = deployed({ stackPolicy: StackPolicy.protectStateful(), capabilities: [CfnCapabilities.AUTO_EXPAND] });
    expect(statementsOf(template, 'shop').filter(({ Resource }) => Resource === '*')).toEqual([]);
  });

  test('takes on the role of the bootstrap in another account and does nothing else there', () => {
    const statements = statementsOf(deployed({ environment: ELSEWHERE }), 'ProductionDeployshop');
    expect(text(statements)).toContain(':iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-us-east-1');
    expect(text(statements.map(({ Action }) => Action))).not.toMatch(/cloudformation:|iam:/);
  });

  test('calls CloudFormation itself in another region of its account', () => {
    const template = deployed({ environment: { region: 'us-east-1' } });
    expect(environmentOf(projectOf(template, 'Deployshop'))).toMatchObject({ STACK_REGION: 'us-east-1' });
    expect(environmentOf(projectOf(template, 'Deployshop'))).not.toHaveProperty('ACCESS_ROLE');
    expect(text(statementsOf(template, 'ProductionDeployshop'))).toContain(':cloudformation:us-east-1:111111111111:stack/shop/*');
  });

  test('takes roles and a qualifier of your own', () => {
    const role = (name: string) => iam.Role.fromRoleArn(prodStack(), name, `arn:aws:iam::222222222222:role/${name}`);
    const template = deployed({ environment: ELSEWHERE, accessRole: role('access'), deploymentRole: role('deploy'), qualifier: 'web', stackPolicy: StackPolicy.allowAll() });
    expect(environmentOf(projectOf(template, 'ProductionDeployshop'))).toMatchObject({
      ACCESS_ROLE: 'arn:aws:iam::222222222222:role/access',
      DEPLOYMENT_ROLE: 'arn:aws:iam::222222222222:role/deploy',
      ASSETS_BUCKET: 'cdk-web-assets-222222222222-us-east-1',
    });
  });

  test.each([
    ['deploymentRole', { deploymentRole: iam.Role.fromRoleArn(prodStack(), 'Role', 'arn:aws:iam::222222222222:role/deploy') }],
    ['stackPolicy', { stackPolicy: StackPolicy.allowAll() }],
  ])('fails for a %s in another account that the bootstrap could not use, naming the prop', (prop, options) => {
    expect(() => deployed({ environment: ELSEWHERE, ...options })).toThrow(new RegExp(`'${prop}' must come with an 'accessRole'.* got none for 222222222222/us-east-1.*\\[at `));
  });

  test('protects production from deletion, and staging only when told', () => {
    const of = (options: object) => {
      const template = deployed(options, prodStack(), { staging: DeployTarget.cloudFormation({ ...SHOP, stackName: 'beta' }) });
      return ['StagingDeploybeta', 'ProductionDeployshop'].map((id) => environmentOf(projectOf(template, id)).TERMINATION_PROTECTION);
    };
    expect(of({})).toEqual([undefined, 'true']);
    expect(of({ terminationProtection: false })).toEqual([undefined, 'false']);
  });

  test('has CloudFormation watch alarms, of both kinds', () => {
    const stack = prodStack();
    const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Errors' });
    const alarm = new cloudwatch.Alarm(stack, 'Errors', { metric, threshold: 1, evaluationPeriods: 1 });
    const composite = new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: alarm });
    const { ROLLBACK_CONFIGURATION } = environmentOf(projectOf(deployed({ rollbackAlarms: [alarm, composite] }, stack), 'ProductionDeployshop'));
    const [, parts] = ROLLBACK_CONFIGURATION['Fn::Join'];
    expect(parts.map((part: any) => typeof part === 'string' ? part : 'ARN').join('')).toBe('{"RollbackTriggers":[{"Arn":"ARN","Type":"AWS::CloudWatch::Alarm"},'
      + '{"Arn":"ARN","Type":"AWS::CloudWatch::CompositeAlarm"}],"MonitoringTimeInMinutes":10}');
  });

  test('takes alarms off that are no longer wanted', () => {
    expect(environmentOf(projectOf(deployed(), 'ProductionDeployshop')).ROLLBACK_CONFIGURATION).toBe('{"RollbackTriggers":[]}');
  });

  test('gives the image that was built to a parameter, and parameters as variables of the action', () => {
    const stack = prodStack();
    pipelineIn(stack, {
      buildStep: BuildStep.dockerImage(new ContainerRepository(stack, 'Images')),
      production: DeployTarget.cloudFormation({ ...SHOP, imageParameter: 'Image', parameters: { Commit: '#{Source.CommitId}' } }),
    });
    expect(JSON.parse(actionOf(Template.fromStack(stack), 'Production').Configuration.EnvironmentVariables)).toEqual([
      { name: 'PARAMETER_0', type: 'PLAINTEXT', value: 'Commit=#{Source.CommitId}' },
      { name: 'PARAMETER_1', type: 'PLAINTEXT', value: 'Image=#{Build.IMAGE}' },
    ]);
  });

  test('gives two pipelines change sets of their own', () => {
    const names = ['One', 'Two'].map((id) => environmentOf(projectOf(deployed({}, new Stack(new App(), id)), 'ProductionDeployshop')).CHANGE_SET);
    expect(names[0]).not.toBe(names[1]);
    expect(names[0]).toMatch(/^pipeline-deploy-[0-9a-f]{8}$/);
  });

  const alarmElsewhere = cloudwatch.Alarm.fromAlarmArn(prodStack(), 'Alarm', 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:x');
  test.each<[string, Partial<CloudFormationDeployOptions>]>([
    ["'stackName' must be 1 to 128 letters", { stackName: '1shop' }],
    ["'stackName' must be the name of a stack", { stackName: undefined }],
    ["'templatePath' must be a path below the root", { templatePath: '../template.json' }],
    ["'templatePath' must be a path below the root", { templatePath: '/template.json' }],
    ["'templatePath' must be a path below the root", { templatePath: undefined }],
    ["'templateConfigurationPath' must be a path below", { templateConfigurationPath: 'a/../../b' }],
    ["'parameters' must be keyed by names", { parameters: { 'A-B': 'x' } }],
    ["'parameters' must be texts by name, got 5 for Size", { parameters: { Size: 5 as any } }],
    ["'imageParameter' must come with a 'buildStep' that makes an image", { imageParameter: 'Image' }],
    ["'imageParameter' must not be among the 'parameters'", { imageParameter: 'Image', parameters: { Image: 'x' } }],
    ["'capabilities' must be a member of CfnCapabilities", { capabilities: ['IAM' as any] }],
    ["'qualifier' must be 1 to 10 lowercase letters", { qualifier: 'Too-long-by-far' }],
    ["'environment.account' must be the 12 digits", { environment: { account: '1' } }],
    ["'environment.region' must be a region", { environment: { region: 'Ireland' } }],
    ["'monitoringTime' must be a whole number between 0 and 180 minutes", { rollbackAlarms: [alarmElsewhere], monitoringTime: Duration.minutes(181), environment: { region: 'us-east-1' } }],
    ["'monitoringTime' must come with 'rollbackAlarms'", { monitoringTime: Duration.minutes(1) }],
    ["'rollbackAlarms' must be at most 5, got 6", { rollbackAlarms: Array(6).fill(alarmElsewhere) }],
    ["'rollbackAlarms' must be in the environment of the stack", { rollbackAlarms: [alarmElsewhere] }],
    ["'rollbackAlarms' must be a CloudWatch alarm", { rollbackAlarms: [{} as any] }],
    ["'timeout' must be a whole number between 5 and 2160 minutes", { timeout: Duration.minutes(4) }],
    ["'stackPolicy' must be a stack policy", { stackPolicy: '{}' as any }],
    ["'deploymentRole' must be a role", { deploymentRole: 'arn' as any }],
  ])('fails with %s', (message, options) => {
    expect(() => deployed(options)).toThrow(new RegExp(`${message.replace(/[().]/g, '\\$&')}.*\\[at `, 's'));
  });

  test('renders any options, or refuses them in words', () => {
    const maybe = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
    const options = fc.record({
      stackName: fc.oneof(fc.constant('shop'), fc.string()),
      templatePath: fc.oneof(fc.constant('a/b.json'), fc.string()),
      parameters: fc.option(fc.dictionary(fc.string({ maxLength: 5 }), fc.string()), { nil: undefined }),
      imageParameter: maybe('Image', ''),
      templateConfigurationPath: fc.option(fc.string(), { nil: undefined }),
      capabilities: maybe<any>([], [CfnCapabilities.NAMED_IAM], [CfnCapabilities.AUTO_EXPAND, 'x']),
      environment: maybe<any>({}, ELSEWHERE, { account: '1' }, { region: 'eu' }, null),
      qualifier: fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
      stackPolicy: maybe(StackPolicy.protectStateful()),
      terminationProtection: maybe<any>(true, false, 'yes'),
      monitoringTime: maybe(Duration.minutes(0), Duration.minutes(200)),
      timeout: maybe(Duration.minutes(5), Duration.minutes(5.5), Duration.days(2)),
    });
    fc.assert(fc.property(options, (random) => {
      try {
        deployed(random as any);
      } catch (error) {
        expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      }
    }), { numRuns: 60, seed: 5 });
  }, 60_000);
});

describe('StackPolicy', () => {
  const rendered = (policy: StackPolicy) => JSON.parse(policy._render(prodStack()));

  test('protects what holds data from being replaced and deleted', () => {
    expect(rendered(StackPolicy.protectStateful())).toEqual({
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: ['Update:Replace', 'Update:Delete'],
          Resource: '*',
          Condition: { StringLike: { ResourceType: expect.arrayContaining(['AWS::RDS::DBInstance', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket']) } },
        },
      ],
    });
  });

  test('takes types and a text of your own', () => {
    expect(rendered(StackPolicy.protectTypes(['AWS::RDS::*'])).Statement[1].Condition).toEqual({ StringLike: { ResourceType: ['AWS::RDS::*'] } });
    const own = { Statement: [{ Effect: 'Deny', NotAction: 'Update:Modify', Principal: '*', NotResource: 'LogicalResourceId/A' }] };
    expect(rendered(StackPolicy.fromJson(JSON.stringify(own)))).toEqual(own);
    expect(rendered(StackPolicy.allowAll()).Statement).toHaveLength(1);
  });

  test.each([
    () => StackPolicy.protectTypes([]), () => StackPolicy.protectTypes(['*']), () => StackPolicy.protectTypes('AWS::S3::Bucket' as any),
    () => StackPolicy.fromJson('{'), () => StackPolicy.fromJson('null'), () => StackPolicy.fromJson('{"Statement":[]}'), () => StackPolicy.fromJson('{"Statement":[{}]}'),
    () => StackPolicy.fromJson('{"Statement":[null]}'), () => StackPolicy.fromJson(undefined as any),
  ])('refuses what CloudFormation would refuse', (make) => {
    expect(make).toThrow(/'\w+' must .*\[at StackPolicy\.\w+\]/);
  });

  test('fails for a policy that is too long', () => {
    const policy = StackPolicy.protectTypes(Array.from({ length: 1000 }, (_, index) => `AWS::Service${index}::Thing`));
    expect(() => deployed({ stackPolicy: policy })).toThrow(/'stackPolicy' must have at most 16384 characters, got \d+.*\[at /);
  });
});
