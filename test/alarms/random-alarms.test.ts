import { App, Duration, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  AlarmLint, CombinedAlarm, Combination, Detection, HeartbeatAlarm, HighCpuAlarm, HighLatencyAlarm, LowFreeStorageAlarm, Mute, MuteSchedule,
  NoTrafficAlarm, RecommendedAlarms, SignalAlarm,
} from '../../src/alarms';
import { AlertRouter, Destination, Runbook } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { DeploymentEvents, SignalUnit } from '../../src/signals';
import { formulaOver, recommendation, signal, source } from '../support/sources';
import { prodStack } from '../support/stacks';

/** What is made in the stack of a run. */
type Made = (stack: Stack) => unknown;

const wrong: fc.Arbitrary<Made> = fc.constantFrom<unknown>(null, 0, -1, NaN, Infinity, 5, 1e9, '5', '', true, {}, [], [undefined], () => 'text', Duration.seconds(7)).map((value) => () => value);
const token = (value: number): Made => () => Lazy.number({ produce: () => value });
const given = (...values: unknown[]): fc.Arbitrary<Made> => fc.constantFrom(...values).map((value) => () => value);

/** Mostly absent or right, sometimes anything. */
const mostly = (right: fc.Arbitrary<Made>) => fc.oneof(
  { weight: 20, arbitrary: fc.constant<Made>(() => undefined) }, { weight: 12, arbitrary: right }, { weight: 1, arbitrary: wrong },
);
/** The same of what has to be there. */
const required = (right: fc.Arbitrary<Made>) => fc.oneof({ weight: 20, arbitrary: right }, { weight: 1, arbitrary: wrong });

const numbers = (...values: number[]) => fc.oneof(given(...values), fc.constant(token(values[0])));
const durations = given(
  Duration.minutes(1), Duration.minutes(5), Duration.minutes(30), Duration.hours(1), Duration.days(1), Duration.days(7), Duration.seconds(30),
);

const METRICS = {
  plain: () => new cloudwatch.Metric({ namespace: 'N', metricName: 'M' }),
  hourly: () => new cloudwatch.Metric({ namespace: 'N', metricName: 'M', period: Duration.hours(1) }),
  fast: () => new cloudwatch.Metric({ namespace: 'N', metricName: 'M', period: Duration.seconds(10), statistic: 'p99' }),
  foreign: () => new cloudwatch.Metric({ namespace: 'N', metricName: 'M', account: '222222222222' }),
  far: () => new cloudwatch.Metric({ namespace: 'N', metricName: 'M', region: 'us-east-1' }),
  formula: () => formulaOver(3),
  large: () => formulaOver(11),
  search: () => new cloudwatch.MathExpression({ expression: "SUM(SEARCH('{N} M', 'Sum'))" }),
};

const sources = fc.record({
  metric: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...Object.values(METRICS).slice(0, 3)) },
    { weight: 2, arbitrary: fc.constantFrom(...Object.values(METRICS)) },
  ),
  unit: fc.constantFrom(...Object.values(SignalUnit)),
  recommended: fc.boolean(),
  missingData: fc.constantFrom(...Object.values(cloudwatch.TreatMissingData)),
  comparison: fc.constantFrom(cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD, cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD),
  name: fc.constantFrom('orders', 'x'.repeat(2000), 'Web/Service'),
}).map(({ metric, unit, recommended, missingData, comparison, name }): Made => () => {
  const made = signal('Label', { metric: metric(), unit, recommendation: recommended ? recommendation({ missingData, comparison }) : undefined });
  return source(name, { cpu: made, latency: made, requests: made, extras: { freeStorage: made } });
});

const thresholds = fc.record({ critical: mostly(numbers(90, 75, 0)), warning: mostly(numbers(75, 10)), informational: mostly(numbers(50)) })
  .map((made): Made => (stack) => Object.fromEntries(Object.entries(made).map(([name, each]) => [name, each(stack)])));
const anomalies = fc.record({ bandWidth: mostly(numbers(2, 3)), floor: mostly(numbers(40)) })
  .map((made): Made => (stack) => Object.fromEntries(Object.entries(made).map(([name, each]) => [name, each(stack)])));
const detections: fc.Arbitrary<Made> = fc.oneof(
  fc.constant<Made>(() => Detection.recommended()),
  thresholds.map((made): Made => (stack) => Detection.threshold(made(stack) as any)),
  anomalies.map((made): Made => (stack) => Detection.anomaly(made(stack) as any)),
  fc.tuple(thresholds, anomalies).map(([one, other]): Made => (stack) => Detection.thresholdAndAnomaly(one(stack) as any, other(stack) as any)),
);

const deploymentsIn = (stack: Stack) => stack.node.tryFindChild('Deployments') as DeploymentEvents | undefined ?? new DeploymentEvents(stack, 'Deployments', { started: { source: ['aws.ecs'] } });
const otherIn = (stack: Stack) => {
  const existing = stack.node.tryFindChild('Other') as HighCpuAlarm | undefined;
  return (existing ?? new HighCpuAlarm(stack, 'Other', { source: source('o', { cpu: signal('C') }), thresholdPercent: 5 })).alarm;
};
const mutes: fc.Arbitrary<Made> = fc.uniqueArray(fc.oneof(
  required(durations).map((atMost): Made => (stack) => Mute.duringDeployments(deploymentsIn(stack), atMost(stack) as Duration)),
  fc.constant<Made>((stack) => Mute.whileAlarm(otherIn(stack))),
  fc.tuple(
    required(given(MuteSchedule.cron('0 2 * * *'), MuteSchedule.at('2027-01-31T22:00'), MuteSchedule.cron('2'))),
    required(durations),
    mostly(given('UTC', 'Europe/Berlin')),
  ).map(([schedule, duration, timezone]): Made => (stack) => (
    Mute.maintenance({ schedule: schedule(stack), duration: duration(stack), timezone: timezone(stack) } as any))),
), { maxLength: 3 }).map((made): Made => (stack) => made.map((each) => each(stack)));

const routerIn = (stack: Stack) => stack.node.tryFindChild('Alerts') as AlertRouter | undefined ?? new AlertRouter(stack, 'Alerts', { critical: [Destination.email('team@example.com')] });

const COMMON = {
  alerts: mostly(fc.constant<Made>(routerIn)),
  severity: mostly(given(...Object.values(Severity))),
  runbook: mostly(given(Runbook.builtIn(AlarmKind.CPU), { title: 'x', firstStep: 'y '.repeat(600), url: 'https://example.com' })),
  mute: mostly(mutes),
};
const OPTIONS = {
  ...COMMON,
  detection: mostly(detections),
  datapointsToAlarm: mostly(numbers(1, 2, 5)),
  evaluationPeriods: mostly(numbers(3, 5, 60, 1440, 2000)),
  missingData: mostly(given(...Object.values(cloudwatch.TreatMissingData))),
  warmUp: mostly(given(Duration.minutes(0), Duration.minutes(30), Duration.days(2), Duration.days(3))),
};

type Props = Record<string, fc.Arbitrary<Made>>;
const CASES: Record<string, [make: new (scope: Construct, id: string, props: any) => Construct, props: Props]> = {
  HighCpuAlarm: [HighCpuAlarm, { ...OPTIONS, source: required(sources), thresholdPercent: mostly(numbers(80, 0, 101)) }],
  HighLatencyAlarm: [HighLatencyAlarm, { ...OPTIONS, source: required(sources), threshold: mostly(durations) }],
  LowFreeStorageAlarm: [LowFreeStorageAlarm, { ...OPTIONS, source: required(sources), minimum: mostly(given(Size.gibibytes(1), Size.bytes(5))) }],
  NoTrafficAlarm: [NoTrafficAlarm, { ...OPTIONS, source: required(sources), minimumRequests: mostly(numbers(1, 0)) }],
  SignalAlarm: [SignalAlarm, {
    ...OPTIONS,
    source: required(sources),
    signal: required(given('cpu', 'freeStorage', 'memory')),
    threshold: mostly(numbers(5, -5)),
    comparison: mostly(given(...Object.values(cloudwatch.ComparisonOperator))),
    kind: mostly(given(...Object.values(AlarmKind))),
  }],
  HeartbeatAlarm: [HeartbeatAlarm, {
    ...COMMON,
    heartbeat: required(fc.constantFrom(...Object.values(METRICS)).map((metric): Made => () => metric())),
    every: required(durations),
    timezone: mostly(given('UTC', 'Europe/Berlin', 'no zone')),
    minimum: mostly(numbers(1, 2)),
    heartbeatName: mostly(given('backup')),
    warmUp: OPTIONS.warmUp,
  }],
  CombinedAlarm: [CombinedAlarm, {
    ...COMMON,
    rule: required(fc.tuple(fc.constantFrom('allOf', 'anyOf', 'not', 'atLeast', 'atLeastPercent'), fc.integer({ min: 0, max: 130 }), required(numbers(1, 50, 101))).map(([kind, size, count]): Made => (stack) => {
      const alarms = Array.from({ length: size }, (_, index) => cloudwatch.Alarm.fromAlarmName(stack, `A${index}`, `alarm ${index}`));
      if (kind === 'not') { return Combination.inverse(Combination.anyOf(alarms)); }
      return kind.startsWith('at') ? (Combination as any)[kind](count(stack), alarms) : (Combination as any)[kind](alarms);
    })),
    description: required(given('Bad.', 'x '.repeat(1000))),
    kind: mostly(given(AlarmKind.CPU)),
    sourceName: mostly(given('orders')),
  }],
  RecommendedAlarms: [RecommendedAlarms, {
    alerts: COMMON.alerts,
    mute: COMMON.mute,
    sources: required(fc.array(required(sources), { maxLength: 3 }).map((made): Made => (stack) => made.map((each) => each(stack)))),
    exclude: mostly(given(['cpu'], ['orders/cpu'], ['orders/*'], ['nothing'])),
    overrides: mostly(fc.record(OPTIONS).map((made): Made => (stack) => ({
      cpu: Object.fromEntries(Object.entries(made).map(([name, each]) => [name, each(stack)])),
    }))),
  }],
};

describe.each(Object.entries(CASES))('%s with random props', (_, [make, props]) => {
  test('makes alarms that CloudWatch takes, or says what is wrong in the words of the library', () => {
    let valid = 0;
    fc.assert(fc.property(fc.record(props), (made) => {
      const stack = prodStack();
      let chosen: Record<string, unknown> = {};
      try {
        chosen = Object.fromEntries(Object.entries(made).map(([name, each]) => [name, each(stack)]));
        new make(stack, 'It', Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)));
      } catch (error) {
        expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
        return;
      }
      valid++;
      expect(AlarmLint.of(stack).findings()).toEqual([]);
      const app = stack.node.root as App;
      expect(() => Template.fromStack(app.node.findChild('Prod') as Stack)).not.toThrow();
    }), { numRuns: 150 });
    expect(valid).toBeGreaterThan(0);
  });
});
