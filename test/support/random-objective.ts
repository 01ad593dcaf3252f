import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as fc from 'fast-check';
import { all, call, literal, literals, made, members, object, RecipeFields, Recipes, some, struct, weighted } from './random-recipe';
import { choices, knownNumbers, lists, minutes, structs, texts, things } from './random-values';
import { formulaOver, signal, source } from './sources';
import { BurnRates, Sli, SloBackend, SloWindow } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { Severity } from '../../src/core';
import { SignalUnit } from '../../src/signals';

const metric = (metricName: string, statistic = 'Sum') => new cloudwatch.Metric({ namespace: 'Shop', metricName, statistic });
const count = { unit: SignalUnit.COUNT };

const metrics = things(weighted(
  [4, fc.constantFrom('Bad', 'All').map((name) => literal(metric(name), `metric('${name}')`))],
  [2, fc.integer({ min: 1, max: 11 }).map((size) => literal(formulaOver(size), `formulaOver(${size})`))],
  [1, literals(
    new cloudwatch.MathExpression({ expression: "SUM(SEARCH('{AWS/EC2,InstanceId}', 'Sum', 300))" }),
    new cloudwatch.SearchExpression({ expression: "SEARCH('{AWS/EC2,InstanceId}', 'Sum', 300)" }),
  )],
));

const sources = things(fc.constantFrom(
  source('counts', { requests: signal('Requests', count), errors: signal('Errors', count) }),
  source('shares', { requests: signal('Requests', count), errors: signal('Errors'), extras: { errorCount: signal('Count', count) } }),
  source('slow', { latency: { metric: metric('Latency', 'p99'), label: 'Latency', unit: SignalUnit.SECONDS } }),
  source('average', { latency: signal('Latency') }),
  source('none', {}),
).map((each) => literal(each, each.sourceName)));

const thresholds = things(weighted(
  [6, call('Duration.millis', Duration.millis, literals(1, 300, 3_600_000))],
  [1, call('Duration.millis', Duration.millis, literals(0, 0.1, 3_600_001))],
));

const signals = structs(literals(signal('Latency', { unit: SignalUnit.MILLISECONDS }), signal('Latency'), signal('Both', { metric: formulaOver(2) })));

const indicator = things(weighted(
  [4, call('Sli.availability', Sli.availability, sources)],
  [2, call('Sli.latency', Sli.latency, sources, thresholds)],
  [2, call('Sli.latencyOf', Sli.latencyOf, signals, thresholds)],
  [4, call('Sli.ratio', Sli.ratio, structs(struct({ badEvents: texts('orders that are lost') }, all({ bad: metrics, total: metrics }))))],
));

const windows = weighted(
  [6, minutes(1, 1440)],
  [2, call('Duration.days', Duration.days, literals(1, 2, 3, 7, 8, 1.5))],
);

const tier = structs(struct(
  { shortWindow: minutes(1, 1440), severity: choices(members('Severity', Severity, 'CRITICAL', 'WARNING', 'INFORMATIONAL')) },
  all({ burnRate: knownNumbers(0.1, 1, 2, 3.3, 14.4, 1000), longWindow: windows }),
));

const burnRates = things(weighted(
  [3, call('BurnRates.googleSre', BurnRates.googleSre)],
  [3, call('BurnRates.of', BurnRates.of, lists(tier, 6))],
) as Recipes);

const window = things(call('SloWindow.rolling', SloWindow.rolling, things(weighted(
  [6, call('Duration.days', Duration.days, literals(7, 28, 30, 90))], [1, call('Duration.days', Duration.days, literals(0, 6, 91, 7.5))],
))));

const backend = things(weighted(
  [3, call('SloBackend.cloudWatchAlarms', SloBackend.cloudWatchAlarms)],
  [2, call('SloBackend.applicationSignals', SloBackend.applicationSignals)],
  [2, call('SloBackend.applicationSignals', SloBackend.applicationSignals, struct({ sloName: texts('Checkout availability') }))],
));

const alerts = things(made('alerts', (world) => world.once('Alerts', (stack, id) => new AlertRouter(stack, id, { critical: [Destination.email('ops@example.com')] }))));

/** Right and wrong sets of all props of an objective. */
export const randomObjectives: fc.Arbitrary<{ readonly props: RecipeFields; readonly code: string }> = some(
  { burnRates, window, backend, alerts, objectiveName: texts('Checkout'), minimumRequests: knownNumbers(0, 1, 100) },
  all({ indicator, objectivePercent: knownNumbers(50, 95, 99, 99.9, 99.95, 99.999) }),
).map((props) => ({ props, code: object(props).code }));
