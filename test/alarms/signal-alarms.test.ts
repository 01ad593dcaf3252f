import { Duration, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import {
  CertificateExpiryAlarm, DatabaseConnectionsAlarm, DeadLettersAlarm, HighCpuAlarm, HighErrorRateAlarm, HighLatencyAlarm, HighMemoryAlarm,
  LowDiskSpaceAlarm, LowFreeStorageAlarm, NoTrafficAlarm, QueueBacklogAlarm, ReplicaLagAlarm, SignalAlarm, ThrottlesAlarm, UnhealthyTargetsAlarm,
} from '../../src/alarms';
import { AlertRouter, Destination, Runbook } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { factsOf } from '../../src/core/private/alarm-facts';
import { GoldenSignals, SignalUnit } from '../../src/signals';
import { cpuSource, formulaOver, recommendation, signal, source } from '../support/sources';
import { onlyResource, prodStack } from '../support/stacks';

const TEAM = Destination.email('team@example.com');
const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;

/** What a class of alarms makes of a signal, and of its own threshold. */
interface Sibling {
  readonly make: new (scope: Construct, id: string, props: any) => HighCpuAlarm;
  readonly signals: (overrides?: Parameters<typeof signal>[1]) => GoldenSignals;
  readonly unit?: SignalUnit;
  readonly kind: AlarmKind;
  readonly props: object;
  readonly threshold: number;
  readonly comparison?: cloudwatch.ComparisonOperator;
  /** Where nothing is recommended and nothing given. */
  readonly otherwise?: object;
  /** What is refused, and how. */
  readonly refused: [props: object, message: RegExp][];
}

const golden = (name: keyof GoldenSignals, unit = SignalUnit.PERCENT) => (overrides: object = {}) => (
  { [name]: signal(name, { unit, ...overrides }) });
const extra = (name: string, unit = SignalUnit.COUNT) => (overrides: object = {}) => ({ extras: { [name]: signal(name, { unit, ...overrides }) } });

const notPercent: [object, RegExp] = [{ thresholdPercent: 101 }, /^'thresholdPercent' must be above 0 and at most 100 percent, got 101/];
const notCount = (prop: string): [object, RegExp] => [{ [prop]: -1 }, new RegExp(`^'${prop}' must be at least 0, got -1`)];

const SIBLINGS: Record<string, Sibling> = {
  HighMemoryAlarm: { make: HighMemoryAlarm, signals: golden('memory'), kind: AlarmKind.MEMORY, props: { thresholdPercent: 70 }, threshold: 70, refused: [notPercent] },
  LowDiskSpaceAlarm: {
    make: LowDiskSpaceAlarm,
    signals: extra('diskUsed', SignalUnit.PERCENT),
    kind: AlarmKind.DISK,
    props: { thresholdPercent: 70 },
    threshold: 70,
    otherwise: { Threshold: 80, DatapointsToAlarm: 2, EvaluationPeriods: 3 },
    refused: [notPercent],
  },
  HighErrorRateAlarm: { make: HighErrorRateAlarm, signals: golden('errors'), kind: AlarmKind.ERRORS, props: { thresholdPercent: 1.5 }, threshold: 1.5, refused: [notPercent] },
  HighLatencyAlarm: {
    make: HighLatencyAlarm,
    signals: golden('latency', SignalUnit.SECONDS),
    kind: AlarmKind.LATENCY,
    props: { threshold: Duration.millis(250) },
    threshold: 0.25,
    refused: [[{ threshold: 250 }, /^'threshold' must be a Duration, such as Duration.seconds\(1\), got 250/]],
  },
  NoTrafficAlarm: {
    make: NoTrafficAlarm,
    signals: golden('requests', SignalUnit.COUNT),
    kind: AlarmKind.NO_TRAFFIC,
    props: { minimumRequests: 5 },
    threshold: 5,
    comparison: LESS_THAN_THRESHOLD,
    otherwise: { Threshold: 1, DatapointsToAlarm: 15, EvaluationPeriods: 15, TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold' },
    refused: [notCount('minimumRequests')],
  },
  UnhealthyTargetsAlarm: {
    make: UnhealthyTargetsAlarm,
    signals: golden('unhealthy', SignalUnit.COUNT),
    kind: AlarmKind.UNHEALTHY,
    props: { maxUnhealthy: 2 },
    threshold: 2,
    otherwise: { Threshold: 0, DatapointsToAlarm: 3, EvaluationPeriods: 3, TreatMissingData: 'notBreaching' },
    refused: [notCount('maxUnhealthy')],
  },
  QueueBacklogAlarm: {
    make: QueueBacklogAlarm, signals: golden('backlog', SignalUnit.COUNT), kind: AlarmKind.BACKLOG, props: { maxBacklog: 100 }, threshold: 100, refused: [notCount('maxBacklog')],
  },
  DeadLettersAlarm: {
    make: DeadLettersAlarm,
    signals: extra('deadLetters'),
    kind: AlarmKind.DEAD_LETTERS,
    props: { maxMessages: 3 },
    threshold: 3,
    otherwise: { Threshold: 0, DatapointsToAlarm: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
    refused: [notCount('maxMessages')],
  },
  ThrottlesAlarm: {
    make: ThrottlesAlarm,
    signals: extra('throttles'),
    kind: AlarmKind.THROTTLES,
    props: { maxThrottles: 3 },
    threshold: 3,
    otherwise: { Threshold: 0, DatapointsToAlarm: 2, EvaluationPeriods: 3, TreatMissingData: 'notBreaching' },
    refused: [notCount('maxThrottles')],
  },
  DatabaseConnectionsAlarm: {
    make: DatabaseConnectionsAlarm, signals: extra('connections'), kind: AlarmKind.CONNECTIONS, props: { maxConnections: 80 }, threshold: 80, refused: [notCount('maxConnections')],
  },
  ReplicaLagAlarm: {
    make: ReplicaLagAlarm,
    signals: extra('replicaLag', SignalUnit.MILLISECONDS),
    kind: AlarmKind.REPLICA_LAG,
    props: { threshold: Duration.seconds(30) },
    threshold: 30_000,
    refused: [[{ threshold: Duration.seconds(Lazy.number({ produce: () => 1 })) }, /^'threshold' must be known at synthesis/]],
  },
  LowFreeStorageAlarm: {
    make: LowFreeStorageAlarm,
    signals: extra('freeStorage', SignalUnit.BYTES),
    kind: AlarmKind.FREE_STORAGE,
    props: { minimum: Size.gibibytes(10) },
    threshold: 10 * 2 ** 30,
    comparison: LESS_THAN_THRESHOLD,
    refused: [[{ minimum: 10 }, /^'minimum' must be a Size, such as Size.gibibytes\(10\), got 10/]],
  },
  CertificateExpiryAlarm: {
    make: CertificateExpiryAlarm,
    signals: extra('daysToExpiry'),
    kind: AlarmKind.CERTIFICATE_EXPIRY,
    props: { minimumDays: 14 },
    threshold: 14,
    comparison: LESS_THAN_THRESHOLD,
    otherwise: { Threshold: 30, DatapointsToAlarm: 1, EvaluationPeriods: 1 },
    refused: [notCount('minimumDays')],
  },
};

describe.each(Object.entries(SIBLINGS))('%s', (_, { make, signals, kind, props, threshold, comparison = GREATER_THAN_THRESHOLD, otherwise, refused }) => {
  const propertiesOf = (given: object) => {
    const stack = prodStack();
    const made = new make(stack, 'It', given);
    return { ...onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Alarm').Properties, facts: factsOf(made.alarm) };
  };

  test('is as recommended for the source', () => {
    const row = recommendation({ threshold: 7, datapointsToAlarm: 2, evaluationPeriods: 4, comparison, severity: Severity.CRITICAL });

    expect(propertiesOf({ source: source('orders', signals({ recommendation: row })) })).toMatchObject({
      Threshold: 7, DatapointsToAlarm: 2, EvaluationPeriods: 4, ComparisonOperator: comparison, facts: { severity: Severity.CRITICAL, kind, sourceName: 'orders' },
    });
  });

  test('takes its own threshold', () => {
    expect(propertiesOf({ source: source('orders', signals()), ...props })).toMatchObject({ Threshold: threshold, ComparisonOperator: comparison });
  });

  test(otherwise ? 'has a default where nothing is recommended' : 'asks for a threshold where nothing is recommended', () => {
    const given = { source: source('orders', signals()) };

    if (otherwise) {
      expect(propertiesOf(given)).toMatchObject(otherwise);
    } else {
      expect(() => propertiesOf(given)).toThrow(new RegExp(`^'${Object.keys(props)[0]}' must be set: nothing is recommended`));
    }
  });

  test.each(refused)('refuses %p', (bad, message) => {
    expect(() => propertiesOf({ source: source('orders', signals()), ...bad })).toThrow(message);
  });

  test('refuses a source without the signal, naming what it has', () => {
    expect(() => propertiesOf({ source: source('orders', { cpu: signal('CPU') }) })).toThrow(/^'source' must have a \w+ signal, got 'orders' with cpu\. /);
  });

  test('refuses what is no source', () => {
    expect(() => propertiesOf({ source: null })).toThrow(/^'source' must be a signal source/);
  });
});

describe('an alarm on a signal', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });
  const alarmIn = () => onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Alarm').Properties;

  describe('threshold', () => {
    test('in percent is refused for a signal that counts', () => {
      const counting = source('orders', { errors: signal('Errors', { unit: SignalUnit.COUNT }) });

      expect(() => new HighErrorRateAlarm(stack, 'It', { source: counting, thresholdPercent: 5 }))
        .toThrow("'thresholdPercent' must be for a signal in percent, got one for 'Errors' in Count. Use a SignalAlarm with its 'threshold' [at Prod/It]");
    });

    test('that is a duration is refused for a signal that is no time', () => {
      const counting = source('orders', { latency: signal('Hops', { unit: SignalUnit.COUNT }) });

      expect(() => new HighLatencyAlarm(stack, 'It', { source: counting, threshold: Duration.seconds(1) })).toThrow("'threshold' must be for a signal of time");
    });

    test('below which it is bad ignores what is recommended above', () => {
      const busy = source('orders', { requests: signal('Requests', { unit: SignalUnit.COUNT, recommendation: recommendation({ threshold: 10_000 }) }) });
      new NoTrafficAlarm(stack, 'It', { source: busy });

      expect(alarmIn()).toMatchObject({ Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' });
    });
  });

  describe('on any signal', () => {
    const database = source('db', { extras: { writeLatency: signal('Write latency', { unit: SignalUnit.SECONDS }) } });

    test('finds it among the extras', () => {
      new SignalAlarm(stack, 'It', { source: database, signal: 'writeLatency', threshold: 0.1 });

      expect(alarmIn()).toMatchObject({ MetricName: 'Writelatency', Threshold: 0.1, AlarmDescription: expect.stringMatching(/^Write latency of db is above 0.1 s in 3 of 3/) });
    });

    test('compares as told', () => {
      new SignalAlarm(stack, 'It', { source: database, signal: 'writeLatency', threshold: -1, comparison: LESS_THAN_THRESHOLD });

      expect(alarmIn()).toMatchObject({ Threshold: -1, ComparisonOperator: 'LessThanThreshold' });
    });

    test.each([
      [cpuSource(), 'cpu', undefined, AlarmKind.CPU],
      [source('x', { extras: { odd: signal('Odd') } }), 'odd', undefined, AlarmKind.OTHER],
      [source('x', { extras: { odd: signal('Odd', { kind: AlarmKind.BACKLOG }) } }), 'odd', undefined, AlarmKind.BACKLOG],
      [cpuSource(), 'cpu', AlarmKind.HEARTBEAT, AlarmKind.HEARTBEAT],
    ])('knows what it is about', (from, name, kind, expected) => {
      const { alarm } = new SignalAlarm(stack, 'It', { source: from, signal: name, threshold: 1, kind });

      expect(factsOf(alarm)).toMatchObject({ kind: expected, runbook: { title: Runbook.builtIn(expected).title } });
    });

    test.each([
      [{ signal: 'cpus' }, /^'source' must have a cpus signal, got 'orders' with cpu\. /],
      [{ signal: undefined }, /^'signal' must be the name of a signal, got undefined\. 'orders' has cpu \[/],
      [{ signal: 'extras' }, /^'source' must have a extras signal/],
      [{ comparison: cloudwatch.ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD }, /^'comparison' must be above or below a threshold, got GreaterThanUpperThreshold\. For what is unusual, use/],
      [{ comparison: 'more' }, /^'comparison' must be above or below a threshold, got more/],
      [{ threshold: NaN }, /^'threshold' must be a number in the unit of the signal, got NaN/],
      [{ threshold: '80' }, /^'threshold' must be a number/],
      [{ kind: 'disc' }, /^'kind' must be a member of AlarmKind, got "disc"/],
      [{ severity: 'urgent' }, /^'severity' must be a member of Severity, got "urgent"/],
      [{ missingData: 'bad' }, /^'missingData' must be a member of cloudwatch.TreatMissingData, got "bad"/],
      [{ runbook: {} }, /^'runbook' must be a Runbook/],
      [{ detection: {} }, /^'detection' must be a Detection/],
      [{ mute: {} }, /^'mute' must be a list/],
      [{ mute: [null] }, /^'mute' must be a mute/],
      [{ alerts: {} }, /^'alerts' must be an AlertRouter/],
      [{ warmUp: 5 }, /^'warmUp' must be a Duration, such as Duration.minutes\(30\), got 5/],
      [{ warmUp: Duration.days(3) }, /^'warmUp' must be a whole number between 0 and 2880 minutes, got 4320/],
    ])('refuses %p', (bad, message) => {
      expect(() => new SignalAlarm(stack, 'It', { source: cpuSource(), signal: 'cpu', ...bad as object })).toThrow(message);
    });
  });

  describe('what it knows of itself', () => {
    test('is recorded before the router is asked', () => {
      let known: unknown;
      const alerts = { route: (alarm: cloudwatch.IAlarm) => { known = factsOf(alarm); } } as unknown as AlertRouter;
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, severity: Severity.CRITICAL });

      expect(known).toMatchObject({ kind: AlarmKind.CPU, severity: Severity.CRITICAL, sourceName: 'orders', runbook: { title: Runbook.builtIn(AlarmKind.CPU).title } });
    });

    test('says what to do first and where to read on', () => {
      const runbook = { title: 'Mine', firstStep: 'Scale out by two.', url: 'https://wiki.example.com/cpu' } as Runbook;
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), runbook });

      expect(alarmIn().AlarmDescription).toBe('CPU utilization of orders is above 80 % in 5 of 5 periods of 1 minute. A period without data counts, too. '
        + 'First: Scale out by two. Runbook: https://wiki.example.com/cpu');
    });

    test('is cut at a word where CloudWatch takes no more, and keeps the address', () => {
      const runbook = { title: 'Mine', firstStep: 'Call somebody. '.repeat(200), url: 'https://wiki.example.com/cpu' } as Runbook;
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), runbook });

      const { AlarmDescription: description } = alarmIn();
      expect(description.length).toBeLessThanOrEqual(1024);
      expect(description).toMatch(/ (Call|somebody\.)… Runbook: https:\/\/wiki\.example\.com\/cpu$/);
    });

    test('is cut where the name of the source is very long', () => {
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource('x '.repeat(2000)) });

      expect(alarmIn().AlarmDescription.length).toBeLessThanOrEqual(1024);
    });

    test('never cuts a token in two', () => {
      const runbook = { title: 'Mine', firstStep: `Open ${Lazy.string({ produce: () => 'the console' })}. ${'Then wait. '.repeat(200)}` } as Runbook;
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(`orders of ${stack.stackName}`), runbook });

      expect(alarmIn().AlarmDescription).not.toContain('TOKEN');
    });
  });

  describe('quiet at first deployment', () => {
    test.each([
      ['half an hour at least', { evaluationPeriods: 2 }, 30],
      ['twice the time that it looks back', { evaluationPeriods: 60 }, 120],
      ['two days at most', { evaluationPeriods: 1440 }, 2880],
      ['as long as told', { warmUp: Duration.hours(3) }, 180],
    ])('waits %s where silence is bad', (__, props, minutes) => {
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), ...props });

      expect(alarmIn()).toMatchObject({ WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: minutes } });
    });

    test.each([cloudwatch.TreatMissingData.MISSING, cloudwatch.TreatMissingData.NOT_BREACHING, cloudwatch.TreatMissingData.IGNORE])('does not wait where silence is %p', (missingData) => {
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), missingData });

      expect(alarmIn()).not.toHaveProperty('WarmUpConfiguration');
    });

    test('waits there, too, when told', () => {
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), missingData: cloudwatch.TreatMissingData.MISSING, warmUp: Duration.minutes(5) });

      expect(alarmIn()).toMatchObject({ WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } });
    });

    test('does not wait when told not to', () => {
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), warmUp: Duration.minutes(0) });

      expect(alarmIn()).not.toHaveProperty('WarmUpConfiguration');
    });
  });

  describe('resource', () => {
    const metric = (props: Partial<cloudwatch.MetricProps> = {}) => new cloudwatch.Metric({ namespace: 'N', metricName: 'M', dimensionsMap: { A: 'b' }, ...props });
    const nested = () => new cloudwatch.MathExpression({
      expression: '100 * part / whole',
      label: 'Share',
      period: Duration.minutes(1),
      usingMetrics: { part: new cloudwatch.MathExpression({ expression: 'a + b', usingMetrics: { a: metric(), b: metric({ metricName: 'B', label: 'B' }) } }), whole: metric({ unit: cloudwatch.Unit.COUNT }) },
    });

    test.each([
      ['a metric', metric()],
      ['a percentile', metric({ statistic: 'p99' })],
      ['a trimmed mean', metric({ statistic: 'tm90' })],
      ['a sum', metric({ statistic: 'Sum', unit: cloudwatch.Unit.COUNT })],
      ['a high-resolution metric', metric({ period: Duration.seconds(10) })],
      ['a metric of another account', metric({ account: '222222222222' })],
      ['a formula', formulaOver(3)],
      ['a formula of formulas', nested()],
      ['a query', new cloudwatch.MathExpression({ expression: 'SELECT MAX(CPUUtilization) FROM "AWS/EC2"', period: Duration.minutes(5) })],
    ])('is the one of the L2 for %s', (__, watched) => {
      const props = { source: cpuSource('x', { metric: watched }), thresholdPercent: 80 };
      new HighCpuAlarm(stack, 'Ours', { ...props, evaluationPeriods: 2 });
      new cloudwatch.Alarm(stack, 'Theirs', { metric: watched, threshold: 80, evaluationPeriods: 2, datapointsToAlarm: 2, comparisonOperator: GREATER_THAN_THRESHOLD });

      const [ours, theirs] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
      const { AlarmDescription, TreatMissingData, ...rest } = ours;
      expect(rest).toEqual(theirs);
    });

    test('names the metric in its messages although that has a label', () => {
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource('x', { metric: metric({ label: 'Mine' }) }), thresholdPercent: 80 });

      expect(alarmIn()).toMatchObject({ MetricName: 'M', Namespace: 'N' });
    });

    test.each([
      ['another region', metric({ region: 'us-east-1' }), /^'source' must have metrics of the region of the alarm \(eu-west-1\), got 'M' of us-east-1/],
      ['another region in a formula', new cloudwatch.MathExpression({ expression: 'a', usingMetrics: { a: metric({ region: 'us-east-1' }) } }), /^'source' must have metrics of the region/],
      ['a search', new cloudwatch.MathExpression({ expression: "SUM(SEARCH('{N,A} M', 'Sum'))" }), /^'expression' must be one time series, got SEARCH/],
      ['another account in a formula that searches', new cloudwatch.MathExpression({ expression: 'a', usingMetrics: { a: metric() }, searchAccount: '222222222222' }), /^'source' must have formulas of the account/],
      ['more than ten metrics', formulaOver(11), /^'metrics' must be at most 10, got 11/],
      ['a long formula', new cloudwatch.MathExpression({ expression: Array(700).fill('a').join(' + '), usingMetrics: { a: metric() } }), /^'expression' must be at most 2048 characters long, got 2797/],
      ['a period that CloudWatch does not know', metric({ period: Duration.seconds(300) }), undefined],
    ])('is refused for %s', (__, watched, message) => {
      const make = () => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource('x', { metric: watched }), thresholdPercent: 80 });

      return message ? expect(make).toThrow(message) : expect(make).not.toThrow();
    });

    test('keeps the ids that it had as an L2', () => {
      const { alarm } = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource() });

      expect(alarm.node.path).toBe('Prod/Cpu/Alarm');
      expect(alarm.node.defaultChild?.node.path).toBe('Prod/Cpu/Alarm/Resource');
    });

    test('can be named by others as every alarm', () => {
      const { alarm } = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource() });
      const composite = new cloudwatch.CompositeAlarm(stack, 'Composite', { alarmRule: cloudwatch.AlarmRule.anyOf(alarm) });

      expect(stack.resolve(alarm.alarmName)).toEqual({ Ref: expect.stringMatching(/^CpuAlarm/) });
      expect(stack.resolve((composite.node.defaultChild as cloudwatch.CfnCompositeAlarm).alarmRule)).toEqual({ 'Fn::Join': ['', ['(ALARM("', { 'Fn::GetAtt': [expect.stringMatching(/^CpuAlarm/), 'Arn'] }, '"))']] });
    });
  });

  test('costs what its metrics cost', () => {
    const one = new HighCpuAlarm(stack, 'One', { source: cpuSource() });
    const three = new HighCpuAlarm(stack, 'Three', { source: cpuSource('x', { metric: formulaOver(3) }), thresholdPercent: 80 });
    const fast = new HighCpuAlarm(stack, 'Fast', { source: cpuSource('x', { period: Duration.seconds(10) }), thresholdPercent: 80 });

    expect([one, three, fast].map((alarm) => alarm.costEstimate().monthlyUsd)).toEqual([0.1, 0.3, 0.3]);
  });

  test('is routed as recommended, by its severity', () => {
    const alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] });
    new HighCpuAlarm(stack, 'Cpu', { source: cpuSource('orders', { recommendation: recommendation({ severity: Severity.CRITICAL }) }), alerts });

    expect(alarmIn()).toMatchObject({ AlarmActions: [{ Ref: expect.stringMatching(/^AlertsCritical/) }], OKActions: [expect.anything()] });
  });
});
