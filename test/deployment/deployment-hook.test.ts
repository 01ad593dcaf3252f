import { App, Aspects, Aws, Duration, IAspect, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { detailsOf, functionIn, hooksIn, hooksWith, service, serviceIn } from './fixtures/hooks';
import { ContainerRepository } from '../../src';
import {
  DeploymentHook, DeploymentPlan, DeploymentStage, HookTimeoutAction, IDeploymentHook, ManualApproval, ServiceImage, TestTraffic, WhileAlarmsFire,
} from '../../src/deployment';
import { onlyResource, prodStack } from '../support/stacks';

const { PRE_SCALE_UP, POST_SCALE_UP, TEST_TRAFFIC_SHIFT, POST_TEST_TRAFFIC_SHIFT } = DeploymentStage;
const { PRE_PRODUCTION_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT } = DeploymentStage;
const unguarded = { rollback: { whileAlarmsFire: WhileAlarmsFire.DEPLOY_UNWATCHED } };

describe('DeploymentHook', () => {
  test('calls a function with a role of its own, that only Amazon ECS in this account takes on', () => {
    const stack = prodStack();
    const check = functionIn(stack);
    serviceIn(stack, { ...unguarded, hooks: [DeploymentHook.lambdaFunction(check, [POST_SCALE_UP, PRE_PRODUCTION_TRAFFIC_SHIFT])] });

    const template = Template.fromStack(stack);
    const arn = { 'Fn::GetAtt': [stack.getLogicalId(check.node.defaultChild as any), 'Arn'] };
    const [hook, ...others] = hooksIn(stack);
    expect(others).toEqual([]);
    expect(hook).toEqual({ HookTargetArn: arn, RoleArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] }, LifecycleStages: ['POST_SCALE_UP', 'PRE_PRODUCTION_TRAFFIC_SHIFT'] });

    const role = template.toJSON().Resources[hook.RoleArn['Fn::GetAtt'][0]].Properties;
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([{
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { Service: 'ecs.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    }]);
    // The service waits for the role, and the role for its policy: a first deployment finds both.
    const [policy] = role.ManagedPolicyArns;
    expect(template.toJSON().Resources[policy.Ref].Properties.PolicyDocument.Statement).toEqual([{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: arn }]);
  });

  test('tells the function what it needs, tokens and quotes included', () => {
    const stack = prodStack();
    const details = { text: 'say "yes"', list: ['a', Lazy.string({ produce: () => 'late' })], account: Aws.ACCOUNT_ID };
    serviceIn(stack, { ...unguarded, hooks: [DeploymentHook.lambdaFunction(functionIn(stack), [POST_SCALE_UP], { details })] });
    expect(detailsOf(hooksIn(stack)[0])).toEqual({ text: 'say "yes"', list: ['a', 'late'], account: '<AWS::AccountId>' });
  });

  test('pauses without a function and without a role', () => {
    const pause = DeploymentHook.pause([POST_TEST_TRAFFIC_SHIFT], { timeout: Duration.hours(2), onTimeout: HookTimeoutAction.CONTINUE });
    expect(hooksWith({ ...unguarded, hooks: [pause] })).toEqual([
      { TargetType: 'PAUSE', LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'], TimeoutConfiguration: { TimeoutInMinutes: 120, Action: 'CONTINUE' } },
    ]);
  });

  test('always says how long a pause takes, for an update keeps what it is not told', () => {
    const [pause] = hooksWith({ ...unguarded, hooks: [DeploymentHook.pause([POST_SCALE_UP])] });
    expect(pause.TimeoutConfiguration).toEqual({ TimeoutInMinutes: 1440, Action: 'ROLLBACK' });
  });

  test('gives a function as long as told', () => {
    const stack = prodStack();
    serviceIn(stack, { ...unguarded, hooks: [DeploymentHook.lambdaFunction(functionIn(stack), [POST_SCALE_UP], { timeout: Duration.minutes(5) })] });
    expect(hooksIn(stack)[0].TimeoutConfiguration).toEqual({ TimeoutInMinutes: 5, Action: 'ROLLBACK' });
  });

  test('renders all hooks in one list, whoever adds them and when', () => {
    const stack = prodStack();
    const own: IDeploymentHook = { bind: () => ({ stages: [POST_SCALE_UP], handler: functionIn(stack, 'Own') }) };
    const web = serviceIn(stack, { approval: ManualApproval.required(), hooks: [own] });
    web.addHook(DeploymentHook.pause([POST_SCALE_UP]));
    expect(hooksIn(stack).map((hook) => hook.LifecycleStages)).toEqual([['PRE_SCALE_UP'], ['PRE_PRODUCTION_TRAFFIC_SHIFT'], ['POST_SCALE_UP'], ['POST_SCALE_UP']]);
  });

  test('says so when there is none: Amazon ECS keeps the old ones otherwise', () => {
    expect(hooksWith(unguarded)).toEqual([]);
    expect(hooksWith({ plan: DeploymentPlan.rolling() })).toEqual([]);
  });

  test('makes one role for a function that several services call, in each of their stacks', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: { account: '111111111111', region: 'eu-west-1' } }));
    const check = functionIn(one);
    const hooks = [DeploymentHook.lambdaFunction(check, [POST_SCALE_UP])];
    [[one, 'A'], [one, 'B'], [two, 'C']].forEach(([stack, id]) => serviceIn(stack as Stack, { ...unguarded, hooks }, id as string));

    const roles = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('call a function') } }));
    expect([roles(one), roles(two)].map((found) => found.length)).toEqual([1, 1]);
    expect(JSON.stringify(Template.fromStack(two).toJSON())).toContain('Fn::ImportValue');
  });

  test('lets no service wait for the function of another', () => {
    const stack = prodStack();
    const web = serviceIn(stack, { ...unguarded, hooks: [DeploymentHook.lambdaFunction(functionIn(stack, 'First'), [POST_SCALE_UP])] });
    const second = functionIn(stack, 'Second');
    second.addEnvironment('NAME', web.service.serviceName);
    serviceIn(stack, { ...unguarded, hooks: [DeploymentHook.lambdaFunction(second, [POST_SCALE_UP])] }, 'Api');
    // Fails when resources go round in circles.
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('lets tags and boundaries see the roles', () => {
    const stack = prodStack();
    const boundary: IAspect = { visit: (node: IConstruct) => { if (node instanceof iam.CfnRole) { node.permissionsBoundary = 'arn:aws:iam::111111111111:policy/boundary'; } } };
    Aspects.of(stack).add(boundary);
    Tags.of(stack).add('app', 'shop');
    serviceIn(stack, { migration: { command: ['bin/migrate'] }, hooks: [DeploymentHook.lambdaFunction(functionIn(stack), [POST_SCALE_UP])] });

    const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(roles.length).toBeGreaterThanOrEqual(4);
    for (const { Properties } of roles) {
      expect(Properties).toMatchObject({ PermissionsBoundary: expect.stringContaining('boundary'), Tags: expect.arrayContaining([{ Key: 'app', Value: 'shop' }]) });
    }
  });

  describe('refuses', () => {
    const pause = (...stages: DeploymentStage[]) => DeploymentHook.pause(stages);

    test.each<[string, object, string]>([
      ['no stage', { hooks: [pause()] }, "'stages' must be at least one DeploymentStage, each once, got none"],
      ['an unknown stage', { hooks: [pause('SCALE_UP' as any)] }, "'stages' must be at least one DeploymentStage, each once, got SCALE_UP"],
      ['a stage twice', { hooks: [pause(POST_SCALE_UP, POST_SCALE_UP)] }, 'each once, got POST_SCALE_UP, POST_SCALE_UP'],
      ['stages that are no list', { hooks: [DeploymentHook.pause(POST_SCALE_UP as any)] }, "'stages' must be a list"],
      ['a pause where rollbacks come by', { hooks: [pause(PRODUCTION_TRAFFIC_SHIFT)] }, "'stages' of a pause must not name PRODUCTION_TRAFFIC_SHIFT"],
      ['a pause while test traffic moves', { hooks: [pause(TEST_TRAFFIC_SHIFT)] }, "'stages' of a pause must not name TEST_TRAFFIC_SHIFT"],
      ['a stage of test traffic without any', { testTraffic: TestTraffic.none(), hooks: [pause(POST_TEST_TRAFFIC_SHIFT)] }, "'stages' must not name POST_TEST_TRAFFIC_SHIFT without test traffic"],
      ['hooks of a rolling plan', { plan: DeploymentPlan.rolling(), hooks: [pause(POST_SCALE_UP)] }, "'hooks' needs a plan that shifts traffic"],
      ['a timeout of nothing', { hooks: [DeploymentHook.pause([POST_SCALE_UP], { timeout: Duration.minutes(0) })] }, "'timeout' must be a whole number between 1 and 20160 minutes, got 0"],
      ['a timeout of half a minute', { hooks: [DeploymentHook.pause([POST_SCALE_UP], { timeout: Duration.seconds(90) })] }, 'got 1.5'],
      ['a timeout of 15 days', { hooks: [DeploymentHook.pause([POST_SCALE_UP], { timeout: Duration.days(15) })] }, 'got 21600'],
      ['a timeout that is a number', { hooks: [DeploymentHook.pause([POST_SCALE_UP], { timeout: 5 as any })] }, "'timeout' must be a Duration, such as Duration.hours(4), got 5"],
      ['an unknown action', { hooks: [DeploymentHook.pause([POST_SCALE_UP], { onTimeout: 'WAIT' as any })] }, "'onTimeout' must be HookTimeoutAction.ROLLBACK or CONTINUE, got \"WAIT\""],
      ['what is no function', { hooks: [DeploymentHook.lambdaFunction('arn:aws:lambda:x' as any, [POST_SCALE_UP])] }, "'handler' must be a Lambda function, a version or an alias"],
      ['details that nobody reads', { hooks: [{ bind: () => ({ stages: [POST_SCALE_UP], details: { a: 'b' } }) }] }, "'details' need a 'handler'"],
      ['what is no hook', { hooks: [{ stages: [POST_SCALE_UP] }] }, "'hooks' must be deployment hooks"],
      ['two pauses of a day: CloudFormation gives up before', { hooks: [pause(POST_SCALE_UP), pause(PRE_PRODUCTION_TRAFFIC_SHIFT)] }, 'at most 33 hours, got 48.2'],
      ['a pause of a day and a long bake', { plan: DeploymentPlan.blueGreen({ bakeTime: Duration.hours(10) }), hooks: [pause(POST_SCALE_UP)] }, 'at most 33 hours, got 34'],
      ['a pause before each of ten steps', { plan: DeploymentPlan.linear(), hooks: [DeploymentHook.pause([PRE_PRODUCTION_TRAFFIC_SHIFT], { timeout: Duration.hours(4) })] }, 'got 41.1'],
      ['an unknown answer to alarms', { rollback: { whileAlarmsFire: 'IGNORE' as any } }, "'whileAlarmsFire' must be WhileAlarmsFire.REFUSE or DEPLOY_UNWATCHED, got \"IGNORE\""],
    ])('%s', (_, props, message) => {
      expect(() => service(props)).toThrow(message);
      expect(() => service(props)).toThrow('[at Prod/Web]');
    });

    test('a function that may take longer than a day', () => {
      const stack = prodStack();
      const hook = DeploymentHook.lambdaFunction(functionIn(stack), [POST_SCALE_UP], { timeout: Duration.hours(25) });
      expect(() => serviceIn(stack, { hooks: [hook] })).toThrow("'timeout' must be a whole number between 1 and 1440 minutes, got 1500");
    });

    test('more than ten pauses, and hooks added to a rolling service', () => {
      const short = () => DeploymentHook.pause([POST_SCALE_UP], { timeout: Duration.minutes(1) });
      const web = service({ hooks: Array.from({ length: 10 }, short) });
      expect(() => web.addHook(short())).toThrow("'hooks' must be at most 10 pauses, got more");
      expect(() => service({ plan: DeploymentPlan.rolling() }).addHook(short())).toThrow("'hooks' needs a plan that shifts traffic");
    });
  });

  test('takes timeouts that are not known yet', () => {
    const timeout = Duration.minutes(Lazy.number({ produce: () => 30 }));
    const [pause] = hooksWith({ ...unguarded, hooks: [DeploymentHook.pause([POST_SCALE_UP], { timeout })] });
    expect(pause.TimeoutConfiguration.TimeoutInMinutes).toBe(30);
  });
});

describe('the guard against alarms that fire already', () => {
  test('asks before tasks of a new version start, with all rollback alarms, also those added later', () => {
    const stack = prodStack();
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', { env: { account: '111111111111', region: 'eu-west-1' } });
    const alarm = (scope: Stack, id: string) => new cloudwatch.Alarm(scope, id, { metric: new cloudwatch.Metric({ namespace: 'n', metricName: id }), threshold: 1, evaluationPeriods: 1 });
    const web = serviceIn(stack, { rollback: { alarms: [alarm(elsewhere, 'Foreign')] } });
    web.addRollbackAlarm(alarm(stack, 'Late'));

    const [hook] = hooksIn(stack);
    expect(hook.LifecycleStages).toEqual(['PRE_SCALE_UP']);
    expect(hook.TimeoutConfiguration).toEqual({ TimeoutInMinutes: 15, Action: 'ROLLBACK' });
    const { alarms, container } = detailsOf(hook);
    expect(container).toBe('app');
    expect(alarms).toHaveLength(4);
    expect(alarms).toEqual(expect.arrayContaining([expect.stringContaining('ErrorRate'), expect.stringContaining('Late'), expect.stringContaining('Foreign')]));
  });

  test('is one function for all services of a stack, with a log that ends and a reason that outlives a failed stack', () => {
    const [one, three] = [1, 3].map((count) => {
      const stack = prodStack();
      Array.from({ length: count }, (_, index) => serviceIn(stack, {}, `Web${index}`));
      return Template.fromStack(stack);
    });
    for (const template of [one, three]) {
      template.resourceCountIs('AWS::Lambda::Function', 1);
      template.resourceCountIs('AWS::IAM::ManagedPolicy', 2);
    }
    const { LoggingConfig } = onlyResource(three, 'AWS::Lambda::Function').Properties;
    expect(three.toJSON().Resources[LoggingConfig.LogGroup.Ref]).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
  });

  test('may read what it looks at and write its log, and nothing more', () => {
    const stack = prodStack();
    serviceIn(stack);
    const template = Template.fromStack(stack);
    const role = template.toJSON().Resources[onlyResource(template, 'AWS::Lambda::Function').Properties.Role['Fn::GetAtt'][0]].Properties;
    expect(role.ManagedPolicyArns).toHaveLength(1);
    const { Statement } = template.toJSON().Resources[role.ManagedPolicyArns[0].Ref].Properties.PolicyDocument;
    const actions = Statement.flatMap(({ Action }: any) => Action);
    expect(actions.filter((action: string) => !/^(ecs|cloudwatch):(Describe|List)/.test(action))).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  test('can be left out, and its function with it', () => {
    const stack = prodStack();
    serviceIn(stack, unguarded);
    expect(hooksIn(stack)).toEqual([]);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('is not there where there is no moment for it', () => {
    const stack = prodStack();
    serviceIn(stack, { plan: DeploymentPlan.rolling() });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('keeps the placeholder away from a service that has had a release, also when it lets alarms fire', () => {
    const stack = prodStack();
    const web = serviceIn(stack, { ...unguarded, image: ServiceImage.released(new ContainerRepository(stack, 'Images')) });
    const [hook] = hooksIn(stack);
    expect(detailsOf(hook)).toEqual({ container: 'app', releasePointer: web.releasePointer!.parameterName, placeholder: 'public.ecr.aws/docker/library/busybox:stable' });

    const template = Template.fromStack(stack);
    const [id, policy] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).find(([, each]) => JSON.stringify(each).includes('ssm:GetParameter'))!;
    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain(`:parameter/${web.releasePointer!.parameterName.replace(/^\//, '')}"`);
    expect(onlyResource(template, 'AWS::ECS::Service').DependsOn).toContain(id);
  });

  test('does not change the production rule when hooks change', () => {
    const rule = (props: object) => {
      const stack = prodStack();
      serviceIn(stack, props);
      return Object.entries(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
    };
    expect(rule({ approval: ManualApproval.required(), migration: { command: ['x'] }, hooks: [DeploymentHook.pause([PRE_SCALE_UP])] })).toEqual(rule(unguarded));
  });
});
