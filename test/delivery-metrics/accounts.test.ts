import { App, CfnOutput, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { DoraAccount, DoraAccountProps, DoraMetrics, DoraPipelineOptions } from '../../src';
import { alarmIn, plainPipeline } from '../pipeline/support/plain-pipelines';

const CENTRE = '111111111111';
const SHOP = '222222222222';
const BUS = `arn:aws:events:eu-west-1:${CENTRE}:event-bus/deliveries`;
const ALARM = `arn:aws:cloudwatch:eu-west-1:${SHOP}:alarm:errors`;

const stackIn = (account: string, id: string, app = new App()) => new Stack(app, id, { env: { account, region: 'eu-west-1' } });
const pipelineNamed = (stack: Stack, id: string, name: string) => codepipeline.Pipeline.fromPipelineArn(stack, id, `arn:aws:codepipeline:eu-west-1:${stack.account}:${name}`);

/** The account with the pipelines, which is an app of its own. */
function shop(props: Partial<DoraAccountProps> = {}): { stack: Stack; account: DoraAccount } {
  const stack = stackIn(SHOP, 'Shop');
  const pipeline = plainPipeline(stack, { pipelineName: 'shop' });
  const eventBus = events.EventBus.fromEventBusArn(stack, 'Bus', BUS);
  return { stack, account: new DoraAccount(stack, 'Delivery', { eventBus, metricsAccount: CENTRE, pipelines: [pipeline], ...props }) };
}

/** The account of the metrics. */
function centre(options: DoraPipelineOptions = {}, { agnostic = false, bus = true } = {}): { stack: Stack; dora: DoraMetrics } {
  const stack = agnostic ? new Stack(new App(), 'Centre') : stackIn(CENTRE, 'Centre');
  const eventBus = bus ? new events.EventBus(stack, 'Bus', { eventBusName: 'deliveries' }) : undefined;
  const dora = new DoraMetrics(stack, 'Dora', { eventBus });
  const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'Pipeline', `arn:aws:codepipeline:eu-west-1:${SHOP}:shop`);
  dora.addPipeline(pipeline, { service: 'Shop', productionStage: 'Prod', readRole: DoraAccount.readRoleIn(stack, SHOP), ...options });
  return { stack, dora };
}

const rulesOf = (stack: Stack): any[] => Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
const withPattern = (rules: any[]) => rules.filter(({ EventPattern }) => EventPattern);

/** As EventBridge does, as far as these patterns go. */
function matches(pattern: any, event: any): boolean {
  if (Array.isArray(pattern)) {
    const values = Array.isArray(event) ? event : [event];
    return pattern.some((one) => typeof one === 'object' ? one.exists === (event !== undefined) : values.includes(one));
  }
  return Object.entries(pattern).every(([key, value]) => key === '$or' ? (value as any[]).some((one) => matches(one, event)) : matches(value, event?.[key]));
}

/** What the stack takes instead of tokens that are known in the account. */
const known = (rules: any[]) => JSON.parse(JSON.stringify(rules, (_, value) => value?.Ref?.includes('Plain') ? 'shop' : value?.['Fn::GetAtt']?.[0]?.includes('Errors') ? ALARM : value));

const deploys = (pipeline: string, stage: string) => ({
  'source': 'aws.codepipeline',
  'detail-type': 'CodePipeline Stage Execution State Change',
  'account': SHOP,
  'detail': { pipeline, 'execution-id': 'e', stage, 'state': 'SUCCEEDED' },
});
const fires = (arn: string) => ({ 'source': 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', 'account': SHOP, 'resources': [arn], 'detail': {} });
const reports = (service: string) => ({ 'source': 'devops.dora', 'detail-type': 'Commits', 'account': SHOP, 'detail': { type: 'commits', service } });

describe('pipelines of another account', () => {
  test.each<[string, object, boolean, boolean]>([
    ['what its pipeline does', deploys('shop', 'Prod'), true, true],
    ['what another stage of it does, which it forwards', deploys('shop', 'Source'), true, false],
    ['nothing of other pipelines', deploys('other', 'Prod'), false, false],
    ['what its alarm says', fires(ALARM), true, true],
    ['nothing of other alarms', fires(`${ALARM}2`), false, false],
    ['what somebody tells of the service', reports('Shop'), true, true],
    ['nothing of what somebody tells of another service, which it forwards', reports('Other'), true, false],
    ['nothing of other sources', { source: 'aws.ec2' }, false, false],
  ])('the metrics hear %s', (_, event, forwarded, heard) => {
    const there = shop();
    there.account.addAlarms(alarmIn(there.stack));
    const here = centre();
    here.dora.addPipeline(pipelineNamed(here.stack, 'Own', 'own'));
    const alarms = [cloudwatch.Alarm.fromAlarmArn(here.stack, 'Errors', ALARM)];
    here.dora.addPipeline(codepipeline.Pipeline.fromPipelineArn(here.stack, 'Second', `arn:aws:codepipeline:eu-west-1:${SHOP}:second`), {
      service: 'Shop', readRole: DoraAccount.readRoleIn(here.stack, SHOP), alarms,
    });
    const onBus = withPattern(rulesOf(here.stack)).filter(({ EventBusName }) => EventBusName);
    expect(known(withPattern(rulesOf(there.stack))).some(({ EventPattern }: any) => matches(EventPattern, event))).toBe(forwarded);
    expect(onBus.some(({ EventPattern }) => matches(EventPattern, event))).toBe(heard);
  });

  test('are not those of a third account with the same name', () => {
    const onBus = withPattern(rulesOf(centre().stack)).filter(({ EventBusName }) => EventBusName);
    expect(onBus.some(({ EventPattern }) => matches(EventPattern, { ...deploys('shop', 'Prod'), account: '333333333333' }))).toBe(false);
  });

  test('are read by a role that the other side names', () => {
    const there = Template.fromStack(shop().stack);
    there.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'DeliveryMetricsRead',
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${CENTRE}:root`]] } } }], Version: Match.anyValue() },
    });
    there.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [{
          Effect: 'Allow',
          Action: ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:codepipeline:eu-west-1:${SHOP}:`, { Ref: Match.anyValue() }]] },
        }],
        Version: Match.anyValue(),
      },
    });
    const roleArn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${SHOP}:role/DeliveryMetricsRead`]] };
    const here = Template.fromStack(centre().stack);
    here.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([{ Action: 'sts:AssumeRole', Effect: 'Allow', Resource: roleArn }]), Version: Match.anyValue() },
    });
    expect(JSON.stringify(here.toJSON())).not.toContain(`:codepipeline:eu-west-1:${SHOP}`);
    expect(JSON.stringify(rulesOf(centre().stack).filter(({ Targets: [{ Input }] }) => Input))).toContain('DeliveryMetricsRead');
  });

  test('may be read by certain roles only', () => {
    const readers = [`arn:aws:iam::${CENTRE}:role/Centre-Dora*`];
    Template.fromStack(shop({ readers }).stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Condition: { ArnLike: { 'aws:PrincipalArn': readers } } })], Version: Match.anyValue() },
    });
  });

  test('send their events by a role that may do nothing else', () => {
    const template = Template.fromStack(shop().stack);
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: BUS }], Version: Match.anyValue() } });
    for (const { Targets } of withPattern(rulesOf(shop().stack))) {
      expect(Targets).toEqual([{ Id: 'Target0', Arn: BUS, RoleArn: { 'Fn::GetAtt': [expect.stringContaining('ForwardRole'), 'Arn'] } }]);
    }
  });

  test('are taken when the account of the metrics is not known at synth, because there is a role', () => {
    const onBus = withPattern(rulesOf(centre({}, { agnostic: true }).stack)).filter(({ EventBusName }) => EventBusName);
    expect(onBus.some(({ EventPattern }) => matches(EventPattern, deploys('shop', 'Prod')))).toBe(true);
  });

  test('may be many', () => {
    const { stack, account } = shop({ pipelines: [] });
    for (let index = 0; index < 100; index++) { account.addPipeline(pipelineNamed(stack, `P${index}`, `${'p'.repeat(97)}${index}`)); }
    const template = Template.fromStack(stack);
    withPattern(rulesOf(stack)).forEach(({ EventPattern }) => expect(JSON.stringify(EventPattern).length).toBeLessThanOrEqual(2048));
    const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).toHaveLength(3);
    policies.forEach(({ Properties }) => expect(JSON.stringify(stack.resolve(Properties.PolicyDocument)).replace(/\{"Fn::Join":\["",\[|\{"Ref":"AWS::Partition"\}|\]\]\}/g, '').length).toBeLessThan(6144));
  });

  test('are there once, however often they are added', () => {
    const { stack, account } = shop();
    const pipeline = stack.node.findChild('Plain') as codepipeline.Pipeline;
    account.addPipeline(pipeline);
    const errors = alarmIn(stack);
    account.addAlarms(errors, errors);
    account.addAlarms(errors);
    expect(withPattern(rulesOf(stack))).toHaveLength(3);
  });

  test('may be in other stacks, with their alarms in a third, without a cycle', () => {
    const app = new App();
    const alarms = stackIn(SHOP, 'Alarms', app);
    const delivery = stackIn(SHOP, 'Pipelines', app);
    const errors = alarmIn(alarms);
    const pipeline = plainPipeline(delivery);
    new CfnOutput(delivery, 'Errors', { value: errors.alarmArn });
    const own = stackIn(SHOP, 'Account', app);
    new DoraAccount(own, 'Delivery', { eventBus: events.EventBus.fromEventBusArn(own, 'Bus', BUS), metricsAccount: CENTRE, pipelines: [pipeline], alarms: [errors] });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('DoraAccount fails', () => {
  test.each<[string, Partial<DoraAccountProps>, string]>([
    ['without a bus', { eventBus: undefined }, "'eventBus' must be an event bus, such as EventBus.fromEventBusArn(…), got undefined [at Shop/Delivery]"],
    ['for an account that is a number', { metricsAccount: 111 as any }, "'metricsAccount' must be a text, got 111"],
    ['for an account with few digits', { metricsAccount: '111' }, "'metricsAccount' must be an account with 12 digits, as a text, got \"111\""],
    ['for its own account', { metricsAccount: SHOP }, "'metricsAccount' must be another account than that of the pipelines, got 222222222222"],
    ['for one pipeline that is no list', { pipelines: 'shop' as any }, "'pipelines' must be a list, got \"shop\""],
    ['for something else than a pipeline', { pipelines: [{} as any] }, "'pipeline' must be a pipeline; of a StandardPipeline, pass its .pipeline, got an object"],
    ['for something else than an alarm', { alarms: [{} as any] }, "'alarms' must be a CloudWatch alarm, got an object with nothing in it"],
    ['for a reader that is a name', { readers: ['Dora'] }, "'readers' must be ARNs of roles, such as 'arn:aws:iam::111111111111:role/Metrics-*', got \"Dora\""],
    ['for no readers', { readers: [] }, "'readers' must be at least one ARN of a role, got none"],
    ['for a role name with a slash', { readRoleName: 'a/b' }, "'readRoleName' must be 1 to 64 letters, digits or any of '+=,.@_-', got \"a/b\""],
  ])('%s', (_, props, message) => {
    expect(() => shop(props)).toThrow(message);
  });

  test('for a pipeline of yet another account', () => {
    const { stack, account } = shop();
    const far = codepipeline.Pipeline.fromPipelineArn(stack, 'Far', 'arn:aws:codepipeline:eu-west-1:333333333333:far');
    expect(() => account.addPipeline(far)).toThrow("'pipeline' must be in 222222222222/eu-west-1, got one in 333333333333/eu-west-1. Make a DoraAccount there");
  });

  test('without pipelines, when it is synthesized', () => {
    const { stack } = shop({ pipelines: [] });
    expect(() => stack.node.root.node.findChild('Shop') && (stack.node.root as App).synth()).toThrow("'pipelines' must have at least one pipeline, got none");
  });

  test('for a role of an account that is none', () => {
    expect(() => DoraAccount.readRoleIn(stackIn(CENTRE, 'Centre'), 'shop')).toThrow("'account' must be an account with 12 digits, as a text, got \"shop\" [at Centre]");
  });
});

describe('DoraMetrics fails', () => {
  test.each<[string, () => unknown, string]>([
    ['for a pipeline of another account without a bus', () => centre({}, { bus: false }), "Give DoraMetrics an 'eventBus', the pipeline a 'readRole', and its account a DoraAccount"],
    ['for a pipeline of another account without a role', () => centre({ readRole: undefined }), "'pipeline' must be in 111111111111/eu-west-1, got one in 222222222222/eu-west-1"],
    ['for a role that is a text', () => centre({ readRole: 'arn' as any }), "'readRole' must be a role of AWS IAM, got \"arn\""],
    ['for an alarm of another account without a bus', () => {
      const { stack, dora } = centre({}, { bus: true });
      const other = new DoraMetrics(stack, 'Other');
      other.addPipeline(pipelineNamed(stack, 'Own', 'own'), { alarms: [cloudwatch.Alarm.fromAlarmArn(stack, 'Far', ALARM)] });
      return dora;
    }, `'alarms' must be of this account, got ${ALARM}. Give DoraMetrics an 'eventBus'`],
    ['for a pipeline of another region', () => {
      const { stack, dora } = centre();
      dora.addPipeline(codepipeline.Pipeline.fromPipelineArn(stack, 'Far', `arn:aws:codepipeline:us-east-1:${SHOP}:far`), { readRole: DoraAccount.readRoleIn(stack, SHOP) });
    }, "'pipeline' must be in 111111111111/eu-west-1, got Centre/Far in 222222222222/us-east-1. Make a DoraMetrics there"],
    ['for a service of another account', () => {
      const { stack, dora } = centre();
      const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'c', vpc: {} as any, securityGroups: [] });
      dora.addEcsService(ecs.FargateService.fromFargateServiceAttributes(stack, 'Service', { cluster, serviceArn: `arn:aws:ecs:eu-west-1:${SHOP}:service/c/s` }));
    }, "'ecsService' must be in 111111111111/eu-west-1, got Centre/Service in 222222222222/eu-west-1"],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('random input', () => {
  type Make = (stack: Stack) => unknown;
  const once = (id: string, make: (stack: Stack) => unknown): Make => (stack) => stack.node.tryFindChild(id) ?? make(stack);
  const parameter: Make = (stack) => (stack.node.tryFindChild('Text') as CfnParameter ?? new CfnParameter(stack, 'Text')).valueAsString;
  const constant = (...values: unknown[]): fc.Arbitrary<Make> => fc.constantFrom(...values).map((value) => () => value);
  const wrong = constant(null, 0, 5, NaN, '', 'text', true, {}, [], [undefined], [null], () => 'text', new Set(['a']), 'x'.repeat(300));
  const orWrong = (arbitrary: fc.Arbitrary<Make>): fc.Arbitrary<Make> => fc.oneof({ weight: 15, arbitrary }, { weight: 1, arbitrary: wrong });
  const mostly = (...right: Make[]): fc.Arbitrary<Make> => orWrong(fc.constantFrom(...right));
  const text = (...right: string[]): fc.Arbitrary<Make> => fc.oneof(
    { weight: 15, arbitrary: constant(undefined, ...right) },
    { weight: 1, arbitrary: fc.constantFrom<Make>(parameter, (stack) => Lazy.string({ produce: () => stack.stackName })) },
    { weight: 1, arbitrary: fc.oneof(wrong, fc.string().map((value): Make => () => value)) },
  );
  const listOf = (item: fc.Arbitrary<Make>): fc.Arbitrary<Make> => orWrong(
    fc.array(item, { maxLength: 3 }).map((made): Make => (stack) => made.map((each) => each(stack))),
  );
  const struct = (fields: Record<string, fc.Arbitrary<Make>>, ...requiredKeys: string[]): fc.Arbitrary<Make> => fc.oneof(
    {
      weight: 25,
      arbitrary: fc.record(fields, { requiredKeys }).map((made): Make => (stack) => (
        Object.fromEntries(Object.entries(made).map(([name, make]) => [name, (make as Make)(stack)])))),
    }, { weight: 1, arbitrary: wrong },
  );

  const alarm = mostly(
    once('Errors', (stack) => alarmIn(stack)), once('FarAlarm', (stack) => cloudwatch.Alarm.fromAlarmArn(stack, 'FarAlarm', ALARM)),
  );
  const project = once('Project', (stack) => new codebuild.PipelineProject(stack, 'Project'));
  const own = [once('Plain', (stack) => plainPipeline(stack)), once('Named', (stack) => pipelineNamed(stack, 'Named', 'named'))];
  const pipeline = mostly(
    ...own,
    once('Far', (stack) => codepipeline.Pipeline.fromPipelineArn(stack, 'Far', `arn:aws:codepipeline:eu-west-1:${SHOP}:far`)),
    project,
  );
  const service = mostly(
    once('Service', (stack) => ecs.FargateService.fromFargateServiceArn(stack, 'Service', `arn:aws:ecs:eu-west-1:${CENTRE}:service/c/s`)),
    project, (stack) => stack,
  );
  const named = { service: text('Orders', 'a/b'), environment: text('production', 'staging'), alarms: listOf(alarm) };
  const role = mostly((stack) => DoraAccount.readRoleIn(stack, SHOP), once('Role', (stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountPrincipal(CENTRE) })));

  const calls: Record<string, fc.Arbitrary<(stack: Stack) => void>> = {
    addPipeline: fc.tuple(pipeline, struct({ ...named, productionStage: text('Prod', 'Production'), readRole: role }), fc.boolean())
      .map(([one, options, bus]) => (stack) => metricsIn(stack, bus).addPipeline(one(stack) as any, options(stack) as any)),
    addEcsService: fc.tuple(service, struct(named))
      .map(([one, options]) => (stack) => metricsIn(stack, true).addEcsService(one(stack) as any, options(stack) as any)),
    addDeploymentGroup: fc.tuple(text('app'), text('group'), struct(named))
      .map((made) => (stack) => {
        const [application, group, options] = made.map((make) => make(stack) as any);
        metricsIn(stack, false).addDeploymentGroup(application, group, options);
      }),
    DoraAccount: struct({
      eventBus: mostly(once('Imported', (stack) => events.EventBus.fromEventBusArn(stack, 'Imported', BUS))),
      metricsAccount: mostly(...[SHOP, '333333333333'].map((account): Make => () => account)),
      pipelines: listOf(mostly(...own)),
      alarms: listOf(alarm),
      readers: listOf(text(`arn:aws:iam::${SHOP}:role/x`)),
      readRoleName: text('Reader'),
    }, 'eventBus', 'metricsAccount', 'pipelines').map((props) => (stack) => { new DoraAccount(stack, 'Account', props(stack) as any); }),
  };

  function metricsIn(stack: Stack, bus: boolean): DoraMetrics {
    return new DoraMetrics(stack, 'Dora', { eventBus: bus ? new events.EventBus(stack, 'Bus') : undefined });
  }

  test.each(Object.keys(calls))('of %s is synthesized or refused in our own words', (name) => {
    let accepted = 0;
    fc.assert(fc.property(calls[name], (call) => {
      const stack = stackIn(CENTRE, 'Centre');
      try {
        call(stack);
        (stack.node.root as App).synth();
        accepted++;
      } catch (error) {
        if (!/('.*'|the properties) must .*\[at /s.test((error as Error).message)) { throw error; }
      }
    }), { numRuns: 150, seed: 6 });
    expect(accepted).toBeGreaterThan(10);
  }, 300_000);
});
