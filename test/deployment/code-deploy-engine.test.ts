import { App, Duration, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AlertRouter, Destination } from '../../src/alerting';
import {
  BlueGreenEc2Service, BlueGreenFargateService, BlueGreenFargateServiceProps, Capacity, CodeDeployOptions, DeploymentEngine, DeploymentPlan,
  IDeploymentHook, Ingress, ManualApproval, ServiceImage, TestTraffic,
} from '../../src/deployment';
import { ContainerRepository } from '../../src/registry';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';

const { hours, minutes, days } = Duration;
const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');
const HOOK: IDeploymentHook = { bind: () => ({ stages: [] }) };

/** A service that CodeDeploy deploys. */
function codeDeployed(stack: Stack, props: Partial<BlueGreenFargateServiceProps> = {}, options?: CodeDeployOptions): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, 'Web', { image, engine: DeploymentEngine.codeDeploy(options), ...props });
}

function templateOf(props?: Partial<BlueGreenFargateServiceProps>, options?: CodeDeployOptions): Template {
  const stack = prodStack();
  codeDeployed(stack, props, options);
  return Template.fromStack(stack);
}

function groupOf(props?: Partial<BlueGreenFargateServiceProps>, options?: CodeDeployOptions): any {
  return onlyResource(templateOf(props, options), 'AWS::CodeDeploy::DeploymentGroup').Properties;
}

function alarmNames(stack: Stack, count: number): cloudwatch.Alarm[] {
  return Array.from({ length: count }, (_, index) => new cloudwatch.Alarm(stack, `Alarm${index}`, {
    metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: `Orders${index}` }), threshold: 1, evaluationPeriods: 1,
  }));
}

describe('DeploymentEngine.codeDeploy', () => {
  describe('makes', () => {
    test('a service that leaves its deployments to CodeDeploy, and says nothing that only Amazon ECS would do', () => {
      const { Properties } = onlyResource(templateOf({ plan: DeploymentPlan.canary() }), 'AWS::ECS::Service');
      expect(Properties.DeploymentController).toEqual({ Type: 'CODE_DEPLOY' });
      expect(Properties.DeploymentConfiguration).toEqual({ MaximumPercent: 200, MinimumHealthyPercent: 100 });
      expect(Properties).not.toHaveProperty('AvailabilityZoneRebalancing');
      expect(Properties).not.toHaveProperty('DesiredCount');
      expect(Properties.LoadBalancers).toEqual([{ ContainerName: 'app', ContainerPort: 8080, TargetGroupArn: { Ref: expect.stringContaining('Blue') } }]);
      expect(Properties.CapacityProviderStrategy).toEqual([{ CapacityProvider: 'FARGATE', Weight: 1 }]);
    });

    test('a deployment group that knows the service, both target groups and both listeners', () => {
      const template = templateOf();
      const { Properties } = onlyResource(template, 'AWS::CodeDeploy::DeploymentGroup');
      const service = onlyResource(template, 'AWS::ECS::Service');
      expect(Properties.ECSServices).toEqual([{ ClusterName: { Ref: expect.any(String) }, ServiceName: { 'Fn::GetAtt': [service.id, 'Name'] } }]);
      expect(Properties.DeploymentStyle).toEqual({ DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' });
      expect(Properties.LoadBalancerInfo.TargetGroupPairInfoList).toEqual([{
        TargetGroups: [
          { Name: { 'Fn::GetAtt': [expect.stringContaining('Blue'), 'TargetGroupName'] } },
          { Name: { 'Fn::GetAtt': [expect.stringContaining('Green'), 'TargetGroupName'] } },
        ],
        ProdTrafficRoute: { ListenerArns: [{ Ref: expect.stringContaining('Production') }] },
        TestTrafficRoute: { ListenerArns: [{ Ref: expect.stringContaining('Test') }] },
      }]);
    });

    test('no custom resource, no function and no role of Amazon ECS for traffic', () => {
      const template = templateOf().toJSON();
      const types = Object.values<any>(template.Resources).map(({ Type }) => Type);
      expect(types.filter((type) => type.startsWith('Custom::') || type.includes('Lambda') || type.includes('CloudFormation'))).toEqual([]);
      expect(JSON.stringify(template)).not.toContain('AmazonECSInfrastructureRolePolicyForLoadBalancers');
      expect(template).not.toHaveProperty('Transform');
    });

    test('an application of its own, or a group in yours', () => {
      templateOf().resourceCountIs('AWS::CodeDeploy::Application', 1);
      const stack = prodStack();
      const application = codedeploy.EcsApplication.fromEcsApplicationName(stack, 'Releases', 'releases');
      codeDeployed(stack, {}, { application });
      Template.fromStack(stack).resourceCountIs('AWS::CodeDeploy::Application', 0);
      Template.fromStack(stack).hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { ApplicationName: 'releases' });
    });

    test('the same for tasks on EC2 instances', () => {
      const stack = prodStack();
      new BlueGreenEc2Service(stack, 'Web', { image, engine: DeploymentEngine.codeDeploy() });
      const template = Template.fromStack(stack);
      template.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 1);
      expect(onlyResource(template, 'AWS::ECS::Service').Properties.DeploymentConfiguration).toEqual({ MaximumPercent: 200, MinimumHealthyPercent: 100 });
    });

    test('two services with one engine, each with a group of its own', () => {
      const stack = prodStack();
      const engine = DeploymentEngine.codeDeploy();
      ['Web', 'Api'].forEach((id) => new BlueGreenFargateService(stack, id, { image, engine }));
      Template.fromStack(stack).resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 2);
    });

    test('no warning', () => {
      const stack = prodStack();
      codeDeployed(stack);
      expect(warningsWith(stack, '')).toEqual([]);
    });
  });

  describe('shifts traffic', () => {
    test.each([
      ['blueGreen', DeploymentPlan.blueGreen(), 'CodeDeployDefault.ECSAllAtOnce', 10],
      ['allAtOnce', DeploymentPlan.allAtOnce(), 'CodeDeployDefault.ECSAllAtOnce', 0],
      ['canary of 10 % and 5 minutes', DeploymentPlan.canary({ canaryPercent: 10, canaryBakeTime: minutes(5) }), 'CodeDeployDefault.ECSCanary10Percent5Minutes', 10],
      ['canary of 10 % and 15 minutes', DeploymentPlan.canary({ canaryPercent: 10, canaryBakeTime: minutes(15), bakeTime: hours(1) }), 'CodeDeployDefault.ECSCanary10Percent15Minutes', 60],
      ['linear by 10 % each minute', DeploymentPlan.linear({ stepBakeTime: minutes(1) }), 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes', 10],
      ['linear by 10 % every 3 minutes', DeploymentPlan.linear({ stepBakeTime: minutes(3) }), 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes', 10],
    ])('as %s, with a configuration that CodeDeploy has', (_, plan, config, wait) => {
      const template = templateOf({ plan });
      const { Properties } = onlyResource(template, 'AWS::CodeDeploy::DeploymentGroup');
      expect(Properties.DeploymentConfigName).toBe(config);
      expect(Properties.BlueGreenDeploymentConfiguration.TerminateBlueInstancesOnDeploymentSuccess).toEqual({ Action: 'TERMINATE', TerminationWaitTimeInMinutes: wait });
      template.resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 0);
    });

    test.each([
      ['canary', DeploymentPlan.canary(), { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 5, CanaryInterval: 10 } }],
      ['linear', DeploymentPlan.linear(), { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearPercentage: 10, LinearInterval: 6 } }],
      ['canary of a predefined linear', DeploymentPlan.canary({ canaryPercent: 10, canaryBakeTime: minutes(1) }), { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 10, CanaryInterval: 1 } }],
      ['canary not known at synth', DeploymentPlan.canary({ canaryPercent: Lazy.number({ produce: () => 7 }), canaryBakeTime: minutes(Lazy.number({ produce: () => 3 })) }),
        { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 7, CanaryInterval: 3 } }],
    ])('as %s, with a configuration of its own', (_, plan, routing) => {
      const template = templateOf({ plan });
      const config = onlyResource(template, 'AWS::CodeDeploy::DeploymentConfig');
      expect(config.Properties).toEqual({ ComputePlatform: 'ECS', TrafficRoutingConfig: routing });
      expect(onlyResource(template, 'AWS::CodeDeploy::DeploymentGroup').Properties.DeploymentConfigName).toEqual({ Ref: config.id });
    });

    test('as a configuration says instead of a plan', () => {
      const group = groupOf({}, { deploymentConfig: codedeploy.EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTES, terminationWaitTime: days(2) });
      expect(group.DeploymentConfigName).toBe('CodeDeployDefault.ECSLinear10PercentEvery1Minutes');
      expect(group.BlueGreenDeploymentConfiguration.TerminateBlueInstancesOnDeploymentSuccess.TerminationWaitTimeInMinutes).toBe(2880);
    });

    test('at once when the new version is well, or when somebody says so', () => {
      expect(groupOf().BlueGreenDeploymentConfiguration.DeploymentReadyOption).toEqual({ ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 });
      expect(groupOf({}, { deploymentApprovalWaitTime: hours(8) }).BlueGreenDeploymentConfiguration.DeploymentReadyOption)
        .toEqual({ ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: 480 });
    });

    test('for longer than CloudFormation would wait, as that waits for no deployment', () => {
      expect(() => templateOf({ plan: DeploymentPlan.canary({ canaryBakeTime: hours(24), bakeTime: hours(24) }) })).not.toThrow();
    });

    test.each(['ProductionRule', 'TestRule'])('by the weights of the %s, which leads to the live version between deployments', (id) => {
      const rules = Object.entries(templateOf().findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
      const [rule] = rules.filter(([key]) => key.includes(id)).map(([, value]) => value);
      expect(rule.Properties.Actions[0].ForwardConfig.TargetGroups).toEqual([
        { TargetGroupArn: { Ref: expect.stringContaining('Blue') }, Weight: 100 },
        { TargetGroupArn: { Ref: expect.stringContaining('Green') }, Weight: 0 },
      ]);
    });

    test('without a test listener where nobody is to test', () => {
      expect(groupOf({ testTraffic: TestTraffic.none() }).LoadBalancerInfo.TargetGroupPairInfoList[0]).not.toHaveProperty('TestTrafficRoute');
    });

    test('behind a listener that services share', () => {
      const stack = prodStack();
      const engine = DeploymentEngine.codeDeploy();
      const { productionListener } = new BlueGreenFargateService(stack, 'First', { image, engine });
      codeDeployed(stack, { ingress: Ingress.sharedListener(productionListener, { pathPatterns: ['/web/*'] }) });
      Template.fromStack(stack).hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
        LoadBalancerInfo: { TargetGroupPairInfoList: [{ ProdTrafficRoute: { ListenerArns: [stack.resolve(productionListener.listenerArn)] } }] },
      });
    });
  });

  describe('rolls back', () => {
    test('when a deployment fails, is stopped or an alarm of the service fires', () => {
      const stack = prodStack();
      const web = codeDeployed(stack);
      const group = onlyResource(Template.fromStack(stack), 'AWS::CodeDeploy::DeploymentGroup').Properties;
      expect(group.AutoRollbackConfiguration).toEqual({ Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'] });
      const watched = web.rollbackAlarms.map((alarm) => ({ Name: stack.resolve(alarm.alarmName) }));
      expect(group.AlarmConfiguration).toEqual({ Enabled: true, Alarms: watched });
      expect(watched.length).toBeGreaterThanOrEqual(2);
    });

    test('for alarms of yours, also those added later', () => {
      const stack = prodStack();
      const [first, second, third] = alarmNames(stack, 3);
      const web = codeDeployed(stack, { rollback: { alarms: [first] } });
      web.addRollbackAlarm(second);
      web.addRollbackAlarm(third);
      const names = onlyResource(Template.fromStack(stack), 'AWS::CodeDeploy::DeploymentGroup').Properties.AlarmConfiguration.Alarms;
      expect(names).toEqual(expect.arrayContaining([first, second, third].map((alarm) => ({ Name: stack.resolve(alarm.alarmName) }))));
    });

    test('for an alarm on the service itself, which waits for nothing here', () => {
      const stack = prodStack();
      const web = codeDeployed(stack);
      web.addRollbackAlarm(new cloudwatch.Alarm(stack, 'Cpu', { metric: web.service.metricCpuUtilization(), threshold: 90, evaluationPeriods: 1 }));
      expect(() => Template.fromStack(stack)).not.toThrow();
    });

    test('for ten alarms, and says that an eleventh is one too many', () => {
      const stack = prodStack();
      const web = codeDeployed(stack);
      const own = web.rollbackAlarms.length;
      const alarms = alarmNames(stack, 11 - own);
      alarms.slice(1).forEach((alarm) => web.addRollbackAlarm(alarm));
      expect(stack.node.findAll().flatMap((node) => node.node.validate())).toEqual([]);
      web.addRollbackAlarm(alarms[0]);
      expect(() => Template.fromStack(stack)).toThrow("'alarms' of the rollback must be at most 10 with DeploymentEngine.codeDeploy(), its own included, got 11. Put several into a composite alarm");
    });
  });

  describe('may do', () => {
    /** Statements of the role's policy, by their first action. */
    function statements(options?: CodeDeployOptions): Record<string, any> {
      const policies = templateOf({}, options).findResources('AWS::IAM::Policy');
      const [policy] = Object.entries(policies).filter(([id]) => id.includes('CodeDeployRole')).map(([, value]) => value);
      return Object.fromEntries(policy.Properties.PolicyDocument.Statement.map((statement: any) => [[statement.Action].flat()[0], statement]));
    }

    test('what one deployment of one service needs, and nothing with other roles, functions and objects', () => {
      const allowed = statements();
      expect(Object.values(allowed).filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual([[
        'cloudwatch:DescribeAlarms', 'elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetGroups',
      ]]);
      expect(allowed['elasticloadbalancing:ModifyListener'].Resource).toHaveLength(4);
      const passed = allowed['iam:PassRole'].Resource.map((arn: any) => arn['Fn::GetAtt'][0]);
      expect(passed).toEqual([expect.stringContaining('TaskRole'), expect.stringContaining('ExecutionRole')]);
      expect(allowed['iam:PassRole'].Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
      expect(JSON.stringify(allowed)).not.toMatch(/s3:|sns:|lambda:/);
    });

    test('what the hooks of deployments need, when they are named', () => {
      const stack = prodStack();
      const hook = lambda.Function.fromFunctionArn(stack, 'Hook', 'arn:aws:lambda:eu-west-1:111111111111:function:check');
      codeDeployed(stack, {}, { hookFunctions: [hook] });
      Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
        PolicyDocument: { Statement: Match.arrayWith([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: hook.functionArn }]) },
      });
    });

    test('with a role that only CodeDeploy in this account takes, and without the policy of AWS', () => {
      const template = templateOf();
      const [role] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.includes('CodeDeployRole')).map(([, value]) => value);
      expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([{
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'codedeploy.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
      }]);
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    });

    test('once the role may, and the rules lead to both target groups', () => {
      const template = templateOf();
      const { DependsOn } = onlyResource(template, 'AWS::CodeDeploy::DeploymentGroup');
      for (const part of ['CodeDeployRoleDefaultPolicy', 'ProductionRule', 'TestRule']) {
        expect(DependsOn).toContainEqual(expect.stringContaining(part));
      }
      expect(onlyResource(template, 'AWS::ECS::Service').DependsOn).toContainEqual(expect.stringContaining('ProductionRule'));
    });

    test('with a role that tags and aspects see', () => {
      const stack = prodStack();
      Tags.of(stack).add('app', 'shop');
      codeDeployed(stack);
      const tagged = { Properties: { Tags: Match.arrayWith([{ Key: 'app', Value: 'shop' }]) } };
      const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role', tagged));
      expect(roles.map(({ Properties }) => Properties.Description ?? '')).toContainEqual(expect.stringContaining('CodeDeploy'));
    });
  });

  describe('leaves the service alone at updates, which CloudFormation cannot make (aws/aws-cdk#23564)', () => {
    /** The service and the rules as CloudFormation compares them. */
    function untouchables(
      props: Partial<BlueGreenFargateServiceProps> = {}, options?: CodeDeployOptions, change?: (web: BlueGreenFargateService, stack: Stack) => void,
    ): any {
      const stack = prodStack();
      const web = codeDeployed(stack, props, options);
      change?.(web, stack);
      const template = Template.fromStack(stack);
      const service = onlyResource(template, 'AWS::ECS::Service').Properties;
      return { service, rules: template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule') };
    }
    const before = untouchables();

    test.each<[string, Partial<BlueGreenFargateServiceProps>, CodeDeployOptions]>([
      ['the image', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.30') }, {}],
      ['the environment', { environment: { LEVEL: 'debug' } }, {}],
      ['the size', { cpu: 512, memoryLimitMiB: 2048 }, {}],
      ['the scaling', { scaling: { minTasks: 4, maxTasks: 40, cpuPercent: 40 } }, {}],
      ['the plan', { plan: DeploymentPlan.linear() }, {}],
      ['the rollback', { rollback: { errorRatePercent: 1, latencySeconds: 1 } }, {}],
      ['the path of the health check', { healthCheck: { path: '/health' } }, {}],
      ['the retention of the log', { logRetention: 7 }, {}],
      ['the options of CodeDeploy', {}, { terminationWaitTime: hours(1), deploymentApprovalWaitTime: hours(1) }],
    ])('when %s changes', (_, props, options) => {
      expect(untouchables(props, options)).toEqual(before);
    });

    test('when alarms and hooks are added, and what the application may do', () => {
      expect(untouchables({}, {}, (web, stack) => {
        alarmNames(stack, 2).forEach((alarm) => web.addRollbackAlarm(alarm));
        new sns.Topic(stack, 'Orders').grantPublish(web);
      })).toEqual(before);
    });

    test('and its task definition has a constant name, of which old revisions stay', () => {
      const template = templateOf();
      const task = onlyResource(template, 'AWS::ECS::TaskDefinition') as any;
      expect(onlyResource(template, 'AWS::ECS::Service').Properties.TaskDefinition).toBe(task.Properties.Family);
      expect(task.Properties.Family).toEqual(expect.any(String));
      expect([task.UpdateReplacePolicy, task.DeletionPolicy]).toEqual(['Retain', 'Retain']);
    });
  });

  test('runs released images, and the placeholder until there is one', () => {
    const stack = prodStack();
    const repository = new ContainerRepository(stack, 'Images');
    const web = codeDeployed(stack, { image: ServiceImage.released(repository) });
    expect(web.releasePointer).toBe(repository.releasePointer);
    expect(onlyResource(Template.fromStack(stack), 'AWS::ECS::Service').Properties.TaskDefinition).toEqual(expect.any(String));
  });

  test('tells of the alarms as the other engine does', () => {
    const stack = prodStack();
    codeDeployed(stack, { alerts: new AlertRouter(stack, 'Alerts', { critical: [Destination.email('ops@example.com')] }) });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.length).toBeGreaterThanOrEqual(2);
    alarms.forEach(({ Properties }) => expect(Properties.AlarmActions).toHaveLength(1));
  });

  test('works in a stack whose account and region are not known', () => {
    const stack = new Stack(new App(), 'Prod');
    codeDeployed(stack);
    Template.fromStack(stack).resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 1);
  });

  test('gives the same template twice', () => {
    expect(templateOf({ plan: DeploymentPlan.canary() }).toJSON()).toEqual(templateOf({ plan: DeploymentPlan.canary() }).toJSON());
  });

  describe('refuses', () => {
    const codeDeployConfig = codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES;

    test.each<[string, Partial<BlueGreenFargateServiceProps>, CodeDeployOptions, string]>([
      ['a rolling plan', { plan: DeploymentPlan.rolling() }, {},
        "'plan' must shift traffic with DeploymentEngine.codeDeploy(), got one that replaces tasks, rolling or recreate. CodeDeploy starts the new version beside the old one: " +
        'take blueGreen, allAtOnce, canary or linear, or use DeploymentEngine.ecs() [at Prod/Web]'],
      ['recreate', { plan: DeploymentPlan.recreate() }, {}, "'plan' must shift traffic"],
      ['a fraction of a percent', { plan: DeploymentPlan.canary({ canaryPercent: 2.5 }) }, {},
        "'canaryPercent' must be a whole number between 1 and 99 percent, got 2.5. CodeDeploy knows no fractions [at Prod/Web]"],
      ['less than a percent', { plan: DeploymentPlan.canary({ canaryPercent: 0.1 }) }, {}, "'canaryPercent' must be a whole number between 1 and 99 percent, got 0.1"],
      ['a canary of everything', { plan: DeploymentPlan.canary({ canaryPercent: 100 }) }, {}, "'canaryPercent' must be a whole number between 1 and 99 percent, got 100"],
      ['a step of everything', { plan: DeploymentPlan.linear({ stepPercent: 100 }) }, {}, "'stepPercent' must be a whole number between 1 and 99 percent, got 100"],
      ['steps that last no time', { plan: DeploymentPlan.linear({ stepBakeTime: minutes(0) }) }, {}, "'stepBakeTime' must be a whole number between 1 and 1440 minutes, got 0"],
      ['a canary that lasts no time', { plan: DeploymentPlan.canary({ canaryBakeTime: minutes(0) }) }, {}, "'canaryBakeTime' must be a whole number between 1 and 1440 minutes, got 0"],
      ['a shift of more than two days', { plan: DeploymentPlan.linear({ stepPercent: 5, stepBakeTime: hours(3) }) }, {},
        "'stepBakeTime' must add up to at most 48 hours over all 19 steps, got 57 hours. CodeDeploy refuses longer shifts"],
      ['hooks of Amazon ECS', { hooks: [HOOK] }, {}, "'hooks' needs DeploymentEngine.ecs()"],
      ['a smoke test', { smokeTest: {} }, {}, "'smokeTest' needs DeploymentEngine.ecs()"],
      ['an approval', { approval: ManualApproval.required() }, {}, "'approval' needs DeploymentEngine.ecs()"],
      ['test traffic by header', { testTraffic: TestTraffic.header('x-test', 'yes') }, {}, "'testTraffic' must be TestTraffic.closedListener() or none() for this 'engine'"],
      ['Service Connect', { ingress: Ingress.serviceConnect() }, {}, 'DeploymentEngine.ecs()'],
      ['a plan beside a configuration', { plan: DeploymentPlan.canary() }, { deploymentConfig: codeDeployConfig },
        "'plan' must be left out when DeploymentEngine.codeDeploy() has a 'deploymentConfig': both say how traffic shifts"],
      ['a bake time beside a configuration', { plan: DeploymentPlan.blueGreen({ bakeTime: hours(1) }) }, { deploymentConfig: codeDeployConfig }, "'terminationWaitTime' says"],
      ['a configuration that is none', {}, { deploymentConfig: 'CodeDeployDefault.ECSAllAtOnce' as any }, "'deploymentConfig' must be a configuration of CodeDeploy"],
      ['an application that is none', {}, { application: 'releases' as any }, "'application' must be an application of CodeDeploy"],
      ['one function for a list', {}, { hookFunctions: {} as any }, "'hookFunctions' must be a list of functions"],
      ['functions that are none', {}, { hookFunctions: ['check' as any] }, "'hookFunctions' must be a list of Lambda functions, got \"check\""],
      ['to wait for more than two days', {}, { terminationWaitTime: days(3) }, "'terminationWaitTime' must be a whole number between 0 and 2880 minutes, got 4320"],
      ['to wait for a person for no time', {}, { deploymentApprovalWaitTime: minutes(0) }, "'deploymentApprovalWaitTime' must be a whole number between 1 and 2880 minutes, got 0"],
      ['a wait that is no Duration', {}, { terminationWaitTime: 60 as any }, "'terminationWaitTime' must be a Duration, such as Duration.minutes(60), got 60"],
      ['a wait in hours that is not known yet', {}, { terminationWaitTime: hours(Lazy.number({ produce: () => 1 })) }, "'terminationWaitTime' must be in minutes when its value is not known at synth"],
    ])('%s, and says what to do', (_, props, options, message) => {
      const stack = prodStack();
      expect(() => codeDeployed(stack, props, options)).toThrow(message);
    });

    test('a plan before it makes anything', () => {
      const stack = prodStack();
      expect(() => codeDeployed(stack, { plan: DeploymentPlan.rolling() })).toThrow();
      expect(stack.node.findChild('Web').node.children).toEqual([]);
    });

    test('hooks that are added later', () => {
      const stack = prodStack();
      expect(() => codeDeployed(stack).addHook(HOOK)).toThrow("'hooks' needs DeploymentEngine.ecs()");
    });
  });

  test.each([Capacity.fargate(), Capacity.fargateSpot(1)])('takes every capacity of Fargate', (capacity) => {
    expect(() => templateOf({ capacity })).not.toThrow();
  });
});
