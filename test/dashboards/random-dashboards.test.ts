import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as fc from 'fast-check';
import { findingsIn } from './support/bodies';
import {
  Audience, BusinessMetric, GoodDirection, LogQuery, ObservabilityDashboard, ObservabilityDashboardProps, TracedService,
} from '../../src/dashboards';
import { ISignalSource, ResourceKind, Signal, SignalUnit } from '../../src/signals';
import { formulaOver, recommendation, source } from '../support/sources';

/** The library's own words: the prop, what it must be, and where. */
const OWN_WORDS = /'.*' must .*\[at /s;

/** Once in a while something that no compiler would let through. */
const orWrong = <T>(right: fc.Arbitrary<T>, ...wrong: T[]): fc.Arbitrary<T> => (
  fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom<any>(null, 5, 'text', {}, [null], [5], NaN, true, ...wrong) }));

/** Mostly the first ones, which are right. */
const seldom = <T>(right: T[], ...wrong: T[]): fc.Arbitrary<T> => (
  fc.oneof({ weight: 60, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) }));

const text = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('orders', 'Web', 'a "b" \\ c', 'ü\n', '${x}') }, { weight: 1, arbitrary: fc.string() });
const later = fc.string().map((value) => Lazy.string({ produce: () => value }));

const metric: fc.Arbitrary<cloudwatch.IMetric> = fc.oneof(
  fc.record({
    namespace: fc.constantFrom('Shop', 'AWS/Lambda'),
    metricName: fc.constantFrom('Errors', 'Invocations'),
    dimensionsMap: fc.oneof(fc.constant({}), fc.oneof(fc.constantFrom('f', 'g'), later).map((FunctionName) => ({ FunctionName }))),
    statistic: fc.constantFrom('Sum', 'Average', 'p99', 'Maximum'),
    period: fc.constantFrom(Duration.seconds(10), Duration.minutes(1), Duration.minutes(5), Duration.days(1)),
    color: seldom<string | undefined>([undefined, '#ff0000'], 'red'),
    label: fc.constantFrom(undefined, 'Label'),
    region: fc.constantFrom(undefined, 'us-east-1'),
    account: fc.constantFrom(undefined, '222222222222'),
  }).map((props) => new cloudwatch.Metric(props)),
  fc.constantFrom(1, 2, 3, 40).map((count) => formulaOver(count)),
);

const anySignal: fc.Arbitrary<Signal> = fc.record({
  metric, label: text, unit: fc.constantFrom(...Object.values(SignalUnit)), recommendation: fc.constantFrom(undefined, recommendation()),
});

const signals = fc.record(Object.fromEntries(['requests', 'errors', 'latency', 'cpu', 'memory', 'healthy', 'unhealthy', 'backlog'].map((name) => [name, anySignal])), {
  requiredKeys: [],
});

const extras = fc.dictionary(fc.constantFrom('latencyP50', 'latencyP90', 'throttles', 'errorCount', 'deadLetters', 'own'), anySignal);

const sources: fc.Arbitrary<ISignalSource[]> = fc.array(
  fc.record({ kind: fc.constantFrom(undefined, ...Object.values(ResourceKind).slice(0, 3)), golden: signals, more: extras }),
  { maxLength: 8 },
).map((all) => all.map(({ kind, golden, more }, index) => ({ ...source(`source ${index}`, { ...golden, extras: more }), resourceKind: kind })));

const objective = fc.record({ attainment: anySignal, budgetLeft: anySignal, burnRate: anySignal }).map((its) => ({
  objectiveName: 'Works', objectivePercent: 99.9, alarms: [], ...its,
}));

const group = (name: string): logs.ILogGroup => logs.LogGroup.fromLogGroupName(new Stack(), name, name);
const query = fc.tuple(fc.constantFrom('topErrors', 'slowestRequests', 'lambdaColdStarts'), seldom<number | undefined>([1, 51], 0, undefined), seldom([1, 20], 0, 10_001))
  .map(([make, count, limit]) => LogQuery[make as 'topErrors']({
    limit, logGroups: count === undefined ? undefined : Array.from({ length: count }, (_, index) => group(`g${index}`)),
  }));

const widget: fc.Arbitrary<() => cloudwatch.IWidget> = fc.oneof(
  text.map((markdown) => () => new cloudwatch.TextWidget({ markdown, width: 24 })),
  metric.map((left) => () => new cloudwatch.GraphWidget({ left: [left], width: 12 })),
);

const target = seldom<number | undefined>([undefined, 0, 5, -3.5], NaN);
const businessMetric = fc.tuple(text, metric, target, fc.constantFrom(...Object.values(GoodDirection)))
  .map(([label, of, aim, goodDirection]) => BusinessMetric.of(label, of, { target: aim, goodDirection }));

const props: fc.Arbitrary<ObservabilityDashboardProps> = fc.record({
  sources: orWrong(sources),
  audiences: orWrong(fc.constantFrom(undefined, [Audience.OPERATIONS], Object.values(Audience)), []),
  dashboardName: orWrong(fc.constantFrom(undefined, 'shop', 'shop_1-a'), '', 'a b', 'x'.repeat(250)),
  defaultTimeRange: orWrong(fc.constantFrom(undefined, Duration.hours(3)), Duration.millis(60_001), Duration.days(500)),
  objectives: orWrong(fc.array(objective, { maxLength: 2 })),
  businessMetrics: orWrong(fc.array(businessMetric, { maxLength: 2 })),
  logQueries: orWrong(fc.array(query, { maxLength: 2 })),
  sections: orWrong(fc.array(fc.tuple(text, fc.array(widget, { maxLength: 3 }))
    .map(([sectionTitle, widgets]) => ({ sectionTitle, widgets: () => widgets.map((make) => make()) })), { maxLength: 2 }),
  [{ sectionTitle: 'Empty', widgets: () => [new cloudwatch.GraphWidget({})] }]),
  tracedServices: orWrong(fc.constantFrom([], [TracedService.xray('a b')], [TracedService.applicationSignals('web', 'ecs:prod')]), [TracedService.xray('')]),
  fleet: orWrong(fc.record({ threshold: seldom<number | undefined>([undefined, 1, 2], 0, 501), search: seldom<string | undefined>([undefined, 'orders'], "it's", '') }, { requiredKeys: [] })),
  note: orWrong(text),
}, { requiredKeys: ['sources'] });

describe('an ObservabilityDashboard with random props', () => {
  test.each(['known', 'unknown'])('makes dashboards that CloudWatch takes, or refuses them in its own words (environment %s)', (environment) => {
    let made = 0;
    fc.assert(fc.property(props, (given) => {
      const app = new App();
      const stack = new Stack(app, 'Prod', environment === 'known' ? { env: { account: '111111111111', region: 'eu-west-1' } } : {});
      try {
        new ObservabilityDashboard(stack, 'Overview', given);
      } catch (error) {
        expect((error as Error).message).toMatch(OWN_WORDS);
        return;
      }
      made += 1;
      expect(findingsIn(app)).toEqual([]);
    }), { numRuns: 150, seed: 4 });

    expect(made).toBeGreaterThan(0);
  });
});

