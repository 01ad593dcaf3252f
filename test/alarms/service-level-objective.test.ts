import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BurnRates, BurnRateTier, ServiceLevelObjective, ServiceLevelObjectiveProps, Sli, SloBackend, SloWindow } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { factsOf, isPart } from '../../src/core/private/alarm-facts';
import { WarningId } from '../../src/core/private/warning-ids';
import { Signals, SignalUnit } from '../../src/signals';
import { formulaOver, signal, source } from '../support/sources';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';

const TEAM = Destination.email('team@example.com');
const metric = (metricName: string) => new cloudwatch.Metric({ namespace: 'Shop', metricName, statistic: 'Sum' });
const indicator = Sli.ratio({ bad: metric('Lost'), total: metric('Orders'), badEvents: 'orders that are lost' });

describe('ServiceLevelObjective', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  function objective(props: Partial<ServiceLevelObjectiveProps> = {}, id = 'Slo'): ServiceLevelObjective {
    return new ServiceLevelObjective(stack, id, { indicator, objectivePercent: 99.9, ...props });
  }

  function found(type: string, start: string): any {
    const [[, resource]] = Object.entries(Template.fromStack(stack).findResources(type)).filter(([id]) => id.startsWith(start));
    return resource.Properties;
  }

  const alarm = (start: string) => found('AWS::CloudWatch::Alarm', start);
  const composite = (start: string) => found('AWS::CloudWatch::CompositeAlarm', start);
  const queries = (start: string) => alarm(start).Metrics.map(({ Id, Expression, MetricStat }: any) => [Id, Expression ?? `${MetricStat.Metric.MetricName} ${MetricStat.Stat} ${MetricStat.Period}`]);

  describe('alarms', () => {
    test.each([
      ['Over1h', 1.44, [3600, 1], [300, 1]],
      ['Over6h', 0.6, [21600, 1], [1800, 1]],
      ['Over1d', 0.3, [86400, 1], [7200, 1]],
      ['Over3d', 0.1, [86400, 3], [21600, 1]],
    ])('of the tier %s are those of Google and Sloth', (tier, threshold, long, short) => {
      objective();
      const windows = ['Long', 'Short'].map((window) => alarm(`Slo${tier}${window}`));

      expect(windows.map(({ Threshold }) => Threshold)).toEqual([threshold, threshold]);
      expect(windows.map(({ Metrics, EvaluationPeriods }) => [Metrics[1].MetricStat.Period, EvaluationPeriods])).toEqual([long, short]);
      expect(windows.map(({ DatapointsToAlarm }) => DatapointsToAlarm)).toEqual([long[1], short[1]]);
    });

    test('look back no longer than CloudWatch allows, in periods it takes', () => {
      objective();

      for (const { Properties } of Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))) {
        const periods = Properties.Metrics.flatMap(({ MetricStat }: any) => MetricStat?.Period ?? []);
        expect(new Set(periods).size).toBe(1);
        expect(periods[0] % 60).toBe(0);
        expect(periods[0]).toBeLessThanOrEqual(86400);
        expect(periods[0] * Properties.EvaluationPeriods).toBeLessThanOrEqual(periods[0] >= 3600 ? 604800 : 86400);
      }
    });

    test('compare the share of bad requests where there are enough, and take silence for good', () => {
      objective();

      expect(queries('SloOver1hLong')).toEqual([
        ['expr_1', 'IF(total > 100, 100 * FILL(bad, 0) / total, 0)'], ['total', 'Orders Sum 3600'], ['bad', 'Lost Sum 3600'],
      ]);
      expect(queries('SloOver1hShort')[0]).toEqual(['expr_1', 'IF(total > 0, 100 * FILL(bad, 0) / total, 0)']);
      expect(alarm('SloOver1hLong')).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' });
    });

    test('are a composite for each tier, which alone tells people', () => {
      objective({ alerts: new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] }) });
      const template = Template.fromStack(stack);

      template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 4);
      template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: [] }, 0);
      expect(Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmActions)).toEqual(Array(8).fill(undefined));
      expect(Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => Properties.AlarmActions.length)).toEqual([1, 1, 1, 1]);
      expect(JSON.stringify(composite('SloOver1hAlarm').AlarmRule)).toMatch(/ALARM.*SloOver1hLong.* AND ALARM.*SloOver1hShort/);
    });

    test('page for fast burns and warn of slow ones', () => {
      objective({ alerts: new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] }) });

      expect(['1h', '6h', '1d', '3d'].map((tier) => composite(`SloOver${tier}Alarm`).AlarmActions[0].Ref.replace(/[0-9A-F]{8}$/, '')))
        .toEqual(['AlertsCritical', 'AlertsCritical', 'AlertsWarning', 'AlertsWarning']);
    });

    test('are quiet while a faster one speaks, and until what is over has left their short window', () => {
      objective();

      expect(composite('SloOver1hAlarm').ActionsSuppressor).toBeUndefined();
      expect(composite('SloOver6hAlarm')).toMatchObject({
        ActionsSuppressor: { 'Fn::GetAtt': [expect.stringMatching('^SloOver1hAlarm'), 'Arn'] }, ActionsSuppressorWaitPeriod: 120, ActionsSuppressorExtensionPeriod: 1800,
      });
      expect(composite('SloOver3dAlarm')).toMatchObject({
        ActionsSuppressor: { 'Fn::GetAtt': [expect.stringMatching('^SloOver1dAlarm'), 'Arn'] }, ActionsSuppressorExtensionPeriod: 21600,
      });
    });

    test('say in words what is at stake', () => {
      objective({ objectiveName: 'Checkout' });

      expect(composite('SloOver1hAlarm').AlarmDescription).toBe(
        'Checkout: the error budget burns 14.4 times as fast as 99.9 % over 30 days allow. '
        + 'That is 2 % of the budget in 1 hour, and all of it in 2 days 2 hours. Counted: orders that are lost.',
      );
      expect(composite('SloOver3dAlarm').AlarmDescription).toContain('That is 10 % of the budget in 3 days, and all of it in 30 days.');
      expect(alarm('SloOver1hShort').AlarmDescription).toBe('Checkout: bad over 5 minutes for a burn rate of 14.4. Part of an alarm, without actions of its own.');
    });

    test('spend 2, 5, 10 and 10 % of the budget of 30 days before they tell', () => {
      objective();

      expect(['1h', '6h', '1d', '3d'].map((tier) => /That is (\S+) %/.exec(composite(`SloOver${tier}Alarm`).AlarmDescription)![1])).toEqual(['2', '5', '10', '10']);
    });

    test('have descriptions that CloudWatch takes, however long the name is', () => {
      objective({ objectiveName: 'x'.repeat(2000) });

      expect(composite('SloOver1hAlarm').AlarmDescription).toHaveLength(1024);
    });

    test('leave their names to CloudFormation, so that two stacks of one template do not share them (aws/aws-cdk#38057)', () => {
      const { alarms } = objective();

      expect(Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => Properties.AlarmName)).toEqual(Array(4).fill(undefined));
      expect(stack.resolve(alarms[0].alarmName)).toEqual({ Ref: expect.stringMatching('^SloOver1hAlarm') });
    });

    test('are known with what they are about', () => {
      const { alarms } = objective();

      expect(alarms.map(factsOf).map(({ severity }) => severity)).toEqual([Severity.CRITICAL, Severity.CRITICAL, Severity.WARNING, Severity.WARNING]);
      expect(factsOf(alarms[0])).toMatchObject({ kind: AlarmKind.BURN_RATE, sourceName: 'Slo', runbook: { title: expect.any(String) } });
    });

    test('of the windows are known to be parts', () => {
      const slo = objective();

      expect(slo.node.findAll().filter(isPart).map(({ node }) => node.id)).toEqual(Array(4).fill(['Long', 'Short']).flat());
    });

    test('stay the same resources, whatever is promised', () => {
      const ids = (props: Partial<ServiceLevelObjectiveProps>) => {
        stack = prodStack();
        objective(props);
        return Object.keys(Template.fromStack(stack).toJSON().Resources);
      };
      const faster = BurnRates.of(BurnRates.googleSre().tiers.map((tier) => ({ ...tier, burnRate: tier.burnRate * 2 })));

      expect(ids({ objectivePercent: 99.5, objectiveName: 'Other', window: SloWindow.rolling(Duration.days(28)), burnRates: faster, minimumRequests: 5 })).toEqual(ids({}));
    });

    test('cost 3.60 USD a month for four tiers over two metrics', () => {
      expect(objective().costEstimate().lines).toEqual([
        { item: 'alarm metric', quantity: 16, unitUsd: 0.1 }, { item: 'composite alarm', quantity: 4, unitUsd: 0.5 },
      ]);
      expect(objective({}, 'Other').costEstimate().monthlyUsd).toBe(3.6);
    });
  });

  describe('without alerts', () => {
    test('warns once', () => {
      objective();

      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([expect.stringContaining('Nobody hears when this error budget is used up')]);
    });

    test('does not warn when all alarms are routed by hand', () => {
      const { alarms } = objective();
      alarms.forEach((each) => (each as cloudwatch.CompositeAlarm).addAlarmAction(new SnsAction(sns.Topic.fromTopicArn(stack, each.node.addr, 'arn:aws:sns:eu-west-1:111111111111:t'))));

      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([]);
    });
  });

  describe('indicator', () => {
    const requests = signal('Requests', { unit: SignalUnit.COUNT });

    test('of a source that counts errors is the share of them', () => {
      objective({ indicator: Sli.availability(source('shop', { requests, errors: signal('Errors', { unit: SignalUnit.COUNT }) })) });

      expect(queries('SloOver1hLong').map(([id]: string[]) => id)).toEqual(['expr_1', 'total', 'bad']);
      expect(composite('SloOver1hAlarm').AlarmDescription).toContain('Counted: requests to shop that fail.');
    });

    test('of a source with an error rate reads each metric once, because each is billed', () => {
      const failed = metric('Failed');
      const rate = new cloudwatch.MathExpression({ expression: '100 * failed / asked', usingMetrics: { failed, asked: requests.metric } });
      const slo = objective({
        indicator: Sli.availability(source('shop', {
          requests, errors: { metric: rate, label: 'Errors', unit: SignalUnit.PERCENT }, extras: { errorCount: { metric: failed, label: 'Errors', unit: SignalUnit.COUNT } },
        })),
      });

      expect(queries('SloOver1hLong')).toEqual([
        ['expr_1', 'IF(total > 100, 100 * FILL(bad, 0) / total, 0)'],
        ['total', 'IF(FILL(requests, 0) > FILL(failed, 0), FILL(requests, 0), FILL(failed, 0))'],
        ['requests', 'Requests Average 3600'],
        ['failed', 'Failed Sum 3600'],
        ['bad', 'errors * total / 100'],
        ['errors', '100 * failed / requests'],
      ]);
      expect(slo.costEstimate().monthlyUsd).toBe(3.6);
    });

    test('of a source with an error rate and no count takes the requests as they are', () => {
      objective({ indicator: Sli.availability(source('shop', { requests, errors: signal('Errors') })) });

      expect(queries('SloOver1hLong').slice(0, 3).map(([id]: string[]) => id)).toEqual(['expr_1', 'total', 'bad']);
      expect(queries('SloOver1hLong')[2]).toEqual(['bad', 'errors * total / 100']);
    });

    test('of a Lambda function works as it comes', () => {
      const fn = new lambda.Function(stack, 'Fn', { code: lambda.Code.fromInline('x'), handler: 'index.h', runtime: lambda.Runtime.NODEJS_22_X });
      const slo = objective({ indicator: Sli.availability(Signals.lambdaFunction(fn)) });

      expect(slo.costEstimate().monthlyUsd).toBe(3.6);
    });

    test('of a load balancer reads three metrics, with those requests that it answers itself', () => {
      const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) });
      const slo = objective({ indicator: Sli.availability(Signals.loadBalancer(loadBalancer)) });

      expect(slo.costEstimate().monthlyUsd).toBe(4.4);
      expect(queries('SloOver1hLong').map(([, read]: string[]) => read).filter((read: string) => read.endsWith('Sum 3600')).sort())
        .toEqual(['HTTPCode_ELB_5XX_Count Sum 3600', 'HTTPCode_Target_5XX_Count Sum 3600', 'RequestCount Sum 3600']);
    });

    test('of latency counts what is not in time, in the unit of the metric', () => {
      objective({ indicator: Sli.latency(source('shop', { latency: slow(SignalUnit.SECONDS) }), Duration.millis(300)) });

      expect(queries('SloOver1hLong')).toEqual([
        ['expr_1', 'IF(total > 100, 100 * FILL(bad, 0) / total, 0)'],
        ['total', 'Latency SampleCount 3600'],
        ['bad', 'total - FILL(inTime, 0)'],
        ['inTime', 'Latency TC(:0.3) 3600'],
      ]);
      expect(composite('SloOver1hAlarm').AlarmDescription).toContain('Counted: requests to shop that take longer than 300 millis.');
    });

    test('of latency in milliseconds takes the threshold as it is', () => {
      objective({ indicator: Sli.latency(source('fn', { latency: slow(SignalUnit.MILLISECONDS) }), Duration.seconds(2)) });

      expect(queries('SloOver1hLong').at(-1)).toEqual(['inTime', 'Latency TC(:2000) 3600']);
    });

    test('of latency of a signal does not care for its statistic', () => {
      const values = { ...signal('Render time', { unit: SignalUnit.MILLISECONDS }) };
      objective({ indicator: Sli.latencyOf(values, Duration.millis(500)) });

      expect(queries('SloOver1hLong').at(-1)).toEqual(['inTime', 'Rendertime TC(:500) 3600']);
      expect(composite('SloOver1hAlarm').AlarmDescription).toContain('Counted: values of Render time that take longer than 500 millis.');
    });

    test('keeps metrics apart that formulas call by one name', () => {
      const bad = new cloudwatch.MathExpression({ expression: 'total - good', usingMetrics: { total: metric('Asked'), good: metric('Answered') } });
      objective({ indicator: Sli.ratio({ bad, total: metric('Orders') }) });

      expect(queries('SloOver1hLong')).toEqual(expect.arrayContaining([['total', 'Orders Sum 3600'], ['total2', 'Asked Sum 3600'], ['bad', 'total2 - good']]));
    });

    test('raises no warnings of the CDK about periods and names', () => {
      objective({ indicator: Sli.latency(source('shop', { latency: slow(SignalUnit.SECONDS) }), Duration.millis(300)), alerts: new AlertRouter(stack, 'Alerts', { critical: [TEAM] }) });

      expect(warningsWith(stack, 'CloudWatch:Math')).toEqual([]);
    });

    test('works in a stack that does not know its environment', () => {
      stack = prodStack({ agnostic: true });

      expect(() => { objective(); Template.fromStack(stack); }).not.toThrow();
    });

    function slow(unit: SignalUnit) {
      return { metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Latency', statistic: 'p99' }), label: 'Latency p99', unit };
    }
  });

  describe('signals', () => {
    test('show attainment, budget and burn rate by the hour', () => {
      const { attainment, budgetLeft, burnRate } = objective();
      const formulaOf = ({ metric: shown }: { metric: cloudwatch.IMetric }) => shown.toMetricConfig().mathExpression!;
      const plain = (text: string) => text.replace(/_[0-9a-f]{8}/g, '');

      expect([attainment, budgetLeft, burnRate].map(formulaOf).map(({ expression, period }) => [plain(expression), period])).toEqual([
        ['IF(RUNNING_SUM(FILL(total, 0)) > 0, 100 - 100 * RUNNING_SUM(FILL(bad, 0)) / RUNNING_SUM(FILL(total, 0)), 100)', 3600],
        ['IF(RUNNING_SUM(FILL(total, 0)) > 0, 100 - 100000 * RUNNING_SUM(FILL(bad, 0)) / RUNNING_SUM(FILL(total, 0)), 100)', 3600],
        ['IF(total > 0, 1000 * FILL(bad, 0) / total, 0)', 3600],
      ]);
    });

    test('of several objectives fit into one graph', () => {
      const one = objective();
      const other = objective({ indicator: Sli.ratio({ bad: metric('Slow'), total: metric('Views') }) }, 'Other');
      const shown = [one, other].flatMap(({ attainment, budgetLeft, burnRate }) => [attainment, budgetLeft, burnRate]);
      const widget = new cloudwatch.GraphWidget({ left: shown.map((each) => each.metric) });

      expect(() => widget.toJson()).not.toThrow();
    });

    test('are there for dashboards of sources', () => {
      const slo = objective({ objectiveName: 'Checkout' });

      expect([slo.sourceName, slo.objectiveName, Object.keys(slo.goldenSignals().extras!)]).toEqual(['Checkout', 'Checkout', ['attainment', 'budgetLeft', 'burnRate']]);
      expect([slo.objectivePercent, slo.window!.toDays()]).toEqual([99.9, 30]);
    });
  });

  describe('burn rates', () => {
    const tier = (overrides: Partial<BurnRateTier> = {}): BurnRateTier => ({ burnRate: 10, longWindow: Duration.hours(2), ...overrides });

    test('have a short window of a twelfth and a severity by the long one', () => {
      const { alarms } = objective({ burnRates: BurnRates.of([tier(), tier({ burnRate: 2, longWindow: Duration.days(2) })]) });

      expect(alarms.map(factsOf).map(({ severity }) => severity)).toEqual([Severity.CRITICAL, Severity.WARNING]);
      expect([alarm('SloOver2hShort').Metrics[1].MetricStat.Period, alarm('SloOver2dShort').Metrics[1].MetricStat.Period]).toEqual([600, 14400]);
      expect([alarm('SloOver2dLong').EvaluationPeriods, alarm('SloOver2dLong').Metrics[1].MetricStat.Period]).toEqual([2, 86400]);
    });

    test('may come in any order: the faster silences the slower', () => {
      objective({ burnRates: BurnRates.of([tier({ burnRate: 2, longWindow: Duration.days(1) }), tier()]) });

      expect(composite('SloOver1dAlarm').ActionsSuppressor).toEqual({ 'Fn::GetAtt': [expect.stringMatching('^SloOver2hAlarm'), 'Arn'] });
    });

    test.each([
      ['burnRates', [], 'must be BurnRates with 1 to 5 tiers, got 0'],
      ['burnRates', Array.from({ length: 6 }, (_, index) => tier({ longWindow: Duration.hours(index + 1) })), 'must be BurnRates with 1 to 5 tiers, got 6'],
      ['burnRates', [null], 'must be'],
      ['burnRate', [tier({ burnRate: 0 })], 'must be between 0.1 and 10000, got 0'],
      ['burnRate', [tier({ burnRate: NaN })], 'must be between 0.1 and 10000, got NaN'],
      ['longWindow', [tier({ longWindow: Duration.days(8) })], 'must be a whole number between 2 and 10080 minutes, got 11520'],
      ['longWindow', [tier({ longWindow: Duration.hours(25) })], 'must be whole days when it is longer than one day'],
      ['longWindow', [tier({ longWindow: Duration.seconds(90) })], 'must be a whole number'],
      ['longWindow', [tier(), tier({ burnRate: 5 })], 'must differ between tiers, got 2 hours more than once'],
      ['longWindow', [tier({ longWindow: 60 as any })], 'must be a Duration'],
      ['shortWindow', [tier({ shortWindow: Duration.hours(2) })], 'must be a whole number between 1 and 119 minutes, got 120'],
      ['severity', [tier({ severity: 'loud' as any })], 'must be a member of Severity'],
      ['severity', [tier({ severity: Severity.WARNING }), tier({ burnRate: 2, longWindow: Duration.hours(6), severity: Severity.CRITICAL })], 'must not be more urgent for a slower burn'],
    ])('fail for a bad %s, naming it (%#)', (prop, tiers, message) => {
      expect(() => objective({ burnRates: BurnRates.of(tiers as any) })).toThrow(new RegExp(`^'${prop}' ${message}[^]* \\[at Prod/Slo\\]$`));
    });
  });

  describe('input', () => {
    test.each([0, 100, -1, 100.1, NaN, '99.9' as any])('fails for an objective of %p percent, naming the prop', (objectivePercent) => {
      expect(() => objective({ objectivePercent })).toThrow(/^'objectivePercent' must be above 0 and below 100, got .*\[at Prod\/Slo\]$/);
    });

    test.each([93.05, 90, 50, 0.1])('fails for an objective of %p percent, at which the fastest alarm could never go off, with the fix (guardian/cdk#1580)', (objectivePercent) => {
      expect(() => objective({ objectivePercent })).toThrow(/^'objectivePercent' must be above 93.056 for an alarm at a burn rate of 14.4, got [\d.]+. Even if everything failed, .*or give 'burnRates' below/);
    });

    test('takes a low objective with burn rates that it can reach', () => {
      expect(() => objective({ objectivePercent: 80, burnRates: BurnRates.of([{ burnRate: 4.9, longWindow: Duration.hours(6) }]) })).not.toThrow();
    });

    test.each([
      [94.9, 'so low that nearly everything has to fail'],
      [99.96, 'so high that an outage has spent the budget'],
    ])('warns of an objective of %p percent', (objectivePercent, why) => {
      objective({ objectivePercent });

      expect(warningsWith(stack, WarningId.OBJECTIVE_EXTREME)).toEqual([expect.stringContaining(why)]);
    });

    test.each([95, 99, 99.95])('does not warn of an objective of %p percent', (objectivePercent) => {
      objective({ objectivePercent });

      expect(warningsWith(stack, WarningId.OBJECTIVE_EXTREME)).toEqual([]);
    });

    test.each([
      ['objectivePercent', { objectivePercent: Lazy.number({ produce: () => 99 }) }],
      ['minimumRequests', { minimumRequests: Lazy.number({ produce: () => 99 }) }],
      ['burnRate', { burnRates: BurnRates.of([{ burnRate: Lazy.number({ produce: () => 9 }), longWindow: Duration.hours(1) }]) }],
      ['window', { window: SloWindow.rolling(Duration.days(Lazy.number({ produce: () => 30 }))) }],
    ])('fails for a %s that is only known at deployment', (prop, props) => {
      expect(() => objective(props)).toThrow(`'${prop}' must be known at synth`);
    });

    test.each([
      [Duration.days(6)], [Duration.days(91)], [Duration.hours(200)], [30 as any],
    ])('fails for a window of %p', (duration) => {
      expect(() => objective({ window: SloWindow.rolling(duration) })).toThrow(/^'window' must be .* \[at Prod\/Slo\]$/);
    });

    test.each([-1, 0.5, NaN, '5' as any])('fails for a minimum of %p requests', (minimumRequests) => {
      expect(() => objective({ minimumRequests })).toThrow(/^'minimumRequests' must be .* \[at Prod\/Slo\]$/);
    });

    test.each([
      ['indicator', { indicator: undefined as any }, 'must be a service level indicator, such as Sli.availability(service)'],
      ['indicator', { indicator: Sli.ratio(null as any) }, 'must be made of { bad, total }, got null'],
      ['bad', { indicator: Sli.ratio({ bad: 5 as any, total: metric('All') }) }, 'must be a metric'],
      ['total', { indicator: Sli.ratio({ bad: metric('All') } as any) }, 'must be a metric'],
      ['source', { indicator: Sli.availability({} as any) }, 'must be a signal source'],
      ['source', { indicator: Sli.availability(source('db', { cpu: signal('CPU') })) }, "must have requests and errors signals, in percent or as a count, got 'db' with cpu."],
      ['source', { indicator: Sli.latency(source('db', { cpu: signal('CPU') }), Duration.millis(5)) }, 'must have a latency signal'],
      ['source', { indicator: Sli.latency(source('db', { latency: signal('Latency') }), Duration.millis(5)) }, 'must have a latency signal that is a percentile of one metric, got Average'],
      ['signal', { indicator: Sli.latencyOf({ ...signal('Latency'), metric: formulaOver(2) }, Duration.millis(5)) }, 'must have one metric, got a formula'],
      ['signal', { indicator: Sli.latencyOf(signal('Latency'), Duration.millis(5)) }, 'must be in seconds or milliseconds, got "Percent"'],
      ['threshold', { indicator: Sli.latencyOf(signal('Latency', { unit: SignalUnit.SECONDS }), 5 as any) }, 'must be a Duration'],
      ['threshold', { indicator: Sli.latencyOf(signal('Latency', { unit: SignalUnit.SECONDS }), Duration.hours(2)) }, 'must be between 1 and 3600000 milliseconds'],
      ['objectiveName', { objectiveName: 5 as any }, 'must be a text'],
      ['backend', { backend: {} as any }, 'must be an SloBackend'],
      ['window', { window: {} as any }, 'must be an SloWindow'],
      ['window', { window: Duration.days(30) as any }, 'must be an SloWindow, such as SloWindow.rolling(Duration.days(30)), got a Duration'],
      ['objectivePercent', { objectivePercent: 0.999 }, `must be above 93.056 for an alarm at a burn rate of 14.4, got 0.999. ${
        'Even if everything failed, the budget would burn 1.01 times too fast at most. It is in percent: 99.9, not 0.999'}`],
      ['alerts', { alerts: {} as any }, 'must be an AlertRouter'],
    ])('fails for a bad %s, naming it (%#)', (prop, props, message) => {
      expect(() => objective(props)).toThrow(`'${prop}' ${message}`);
      expect(() => objective(props, 'Again')).toThrow('[at Prod/Again]');
    });

    test('fails for more metrics than an alarm can read', () => {
      expect(() => objective({ indicator: Sli.ratio({ bad: formulaOver(9), total: metric('All') }) })).not.toThrow();
      expect(() => objective({ indicator: Sli.ratio({ bad: formulaOver(10), total: metric('All') }) }, 'Many'))
        .toThrow("'indicator' must need at most 10 metrics, which is what an alarm can read, got 11. Publish a metric that counts them together [at Prod/Many]");
    });

    test('fails for metrics of another region, such as those of CloudFront', () => {
      const bad = metric('Lost').with({ region: 'us-east-1' });

      expect(() => objective({ indicator: Sli.ratio({ bad, total: metric('All') }) }))
        .toThrow("'indicator' must be made of metrics of the region of the stack (eu-west-1), got Lost of us-east-1. Alarms watch their own region only");
    });

    test.each([
      ["SUM(SEARCH('{AWS/EC2,InstanceId}', 'Sum', 300))"],
      ['SELECT SUM(Lost) FROM Shop'],
      ['SUM(METRICS())'],
    ])('fails for %p, which alarms do not take or nobody can count', (expression) => {
      const bad = new cloudwatch.MathExpression({ expression, usingMetrics: {} });

      expect(() => objective({ indicator: Sli.ratio({ bad, total: metric('All') }) })).toThrow("'indicator' must be made of metrics and formulas over them");
    });
  });

  describe('in Application Signals', () => {
    const backend = SloBackend.applicationSignals();

    test('is a service level objective that counts requests, with a burn rate for each window', () => {
      objective({ backend });

      expect(onlyResource(Template.fromStack(stack), 'AWS::ApplicationSignals::ServiceLevelObjective').Properties).toEqual({
        Name: expect.stringMatching(/^Prod-Slo-[0-9A-F]{8}$/),
        Description: 'At most 0.1 % are orders that are lost, over 30 days.',
        RequestBasedSli: {
          RequestBasedSliMetric: {
            TotalRequestCountMetric: counted('totalCount', 'total', 'Orders'),
            MonitoredRequestCountMetric: { BadCountMetric: counted('badCount', 'bad', 'Lost') },
          },
        },
        Goal: { AttainmentGoal: 99.9, Interval: { RollingInterval: { Duration: 30, DurationUnit: 'DAY' } } },
        BurnRateConfigurations: [5, 30, 60, 120, 360, 1440, 4320].map((minutes) => ({ LookBackWindowMinutes: minutes })),
      });
    });

    test('has at most ten windows of at most seven days', () => {
      const tiers = [1, 2, 3, 4, 5].map((index) => (
        { burnRate: 10 - index, longWindow: Duration.days(index + 2), shortWindow: Duration.hours(index), severity: Severity.WARNING }
      ));
      objective({ backend, burnRates: BurnRates.of(tiers) });
      const { BurnRateConfigurations } = onlyResource(Template.fromStack(stack), 'AWS::ApplicationSignals::ServiceLevelObjective').Properties;

      expect(BurnRateConfigurations).toHaveLength(10);
      expect(BurnRateConfigurations.at(-1)).toEqual({ LookBackWindowMinutes: 10_080 });
    });

    test('alarms on its burn rates', () => {
      objective({ backend });

      expect(alarm('SloOver1hLong')).toMatchObject({
        Namespace: 'AWS/ApplicationSignals',
        MetricName: 'BurnRate',
        Statistic: 'Maximum',
        Period: 60,
        Threshold: 14.4,
        EvaluationPeriods: 1,
        Dimensions: [{ Name: 'BurnRateWindowMinutes', Value: '60' }, { Name: 'SloName', Value: expect.stringMatching(/^Prod-Slo-/) }],
      });
      expect(alarm('SloOver3dLong').Dimensions[0].Value).toBe('4320');
    });

    test('has the same alarms, for less', () => {
      expect(objective({ backend }).costEstimate().monthlyUsd).toBe(2.8);
    });

    test('shows what it reports', () => {
      const { attainment, budgetLeft, burnRate } = objective({ backend });

      expect([attainment, burnRate].map(({ metric: shown }) => shown.toMetricConfig().metricStat!.metricName)).toEqual(['AttainmentRate', 'BurnRate']);
      expect(budgetLeft.metric.toMetricConfig().mathExpression!.expression).toMatch(/^100 - 1000 \* \(100 - attained_[0-9a-f]{8}\)$/);
    });

    test('keeps its name when anything else changes', () => {
      const nameOf = (props: Partial<ServiceLevelObjectiveProps>) => {
        stack = prodStack();
        objective({ backend, ...props });
        return onlyResource(Template.fromStack(stack), 'AWS::ApplicationSignals::ServiceLevelObjective').Properties.Name;
      };

      expect(nameOf({ objectivePercent: 99, objectiveName: 'Other', window: SloWindow.rolling(Duration.days(7)) })).toBe(nameOf({}));
    });

    test('takes a name of the user', () => {
      objective({ backend: SloBackend.applicationSignals({ sloName: 'Checkout availability' }) });

      Template.fromStack(stack).hasResourceProperties('AWS::ApplicationSignals::ServiceLevelObjective', { Name: 'Checkout availability' });
    });

    test.each(['', 'x', '-x-', 'x'.repeat(129), 5 as any])('fails for the name %p', (sloName) => {
      expect(() => objective({ backend: SloBackend.applicationSignals({ sloName }) })).toThrow(/^'sloName' must be .* \[at Prod\/Slo\]$/);
    });

    test('fails for a minimum of requests, which it has not', () => {
      expect(() => objective({ backend, minimumRequests: 5 })).toThrow("'minimumRequests' must not be set with SloBackend.applicationSignals(), got 5");
    });

    test('takes a name that is only known at deployment', () => {
      const sloName = new CfnParameter(stack, 'Name').valueAsString;

      expect(() => { objective({ backend: SloBackend.applicationSignals({ sloName }) }); Template.fromStack(stack); }).not.toThrow();
    });

    function counted(id: string, name: string, metricName: string) {
      return [
        { Id: id, Expression: `FILL(${name}, 0)`, ReturnData: true },
        { Id: name, MetricStat: { Metric: { Namespace: 'Shop', MetricName: metricName, Dimensions: [] }, Period: 60, Stat: 'Sum' }, ReturnData: false },
      ];
    }
  });
});
