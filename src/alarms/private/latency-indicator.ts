import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { formula } from './formula';
import { requireSignal } from './signals-of-source';
import { A_SIGNAL_SOURCE, inputError, requireAbility, requireInRange, show } from '../../core/private/input-error';
import { ONE_MINUTE } from '../../core/private/periods';
import { ISignalSource, Signal, SignalUnit } from '../../signals';
import { IServiceLevelIndicator, SliMeasure } from '../service-level-indicator';

/** What is slow: of a source, or of a signal. */
interface LatencyInput {
  readonly source?: ISignalSource;
  readonly signal?: Signal;
  readonly threshold: Duration;
}

const LONGEST = Duration.hours(1).toMilliseconds();

export class LatencyIndicator implements IServiceLevelIndicator {
  constructor(private readonly input: LatencyInput) {}

  public measure(scope: Construct): SliMeasure {
    const { signal, threshold } = this.input;
    requireThreshold(scope, threshold);
    const { metric, unit, label } = signal ?? latencyOf(scope, this.input.source);
    const values = requireValues(scope, metric);
    const subject = this.input.source ? `requests to ${this.input.source.sourceName}` : `values of ${label}`;
    return {
      // Counted from what is in time: where nothing is, CloudWatch may report nothing instead of none.
      bad: formula(scope, {
        expression: 'total - FILL(inTime, 0)',
        metrics: { total: count(values), inTime: values.with({ statistic: `TC(:${inUnit(scope, threshold, unit)})`, period: ONE_MINUTE }) },
        period: ONE_MINUTE,
      }),
      total: count(values),
      badEvents: `${subject} that take longer than ${threshold.toHumanString()}`,
    };
  }
}

function latencyOf(scope: Construct, source: ISignalSource | undefined): Signal {
  requireAbility(scope, { prop: 'source', value: source, method: 'goldenSignals', expected: A_SIGNAL_SOURCE });
  const signal = requireSignal(scope, source!, 'latency', 'how long answers take');
  const statistic = signal.metric.toMetricConfig().metricStat?.statistic ?? 'a formula';
  // Of a metric that is read by percentile, CloudWatch has the values.
  if (/^(p|tm|wm|tc|ts|iqm|pr)\b|^(p|tm|wm|tc|ts)\d/i.test(statistic)) { return signal; }
  throw inputError(scope, `'source' must have a latency signal that is a percentile of one metric, got ${statistic} of '${source!.sourceName}'. `
    + 'Where CloudWatch has the single values, say so with Sli.latencyOf(signal, threshold)');
}

function requireThreshold(scope: Construct, threshold: Duration): void {
  requireAbility(scope, { prop: 'threshold', value: threshold, method: 'toMilliseconds', expected: 'a Duration, such as Duration.millis(300)' });
  if (threshold.isUnresolved()) { throw inputError(scope, "'threshold' must be known at synth, got a token. Use Duration.millis(300)"); }
  requireInRange(scope, { prop: 'threshold', value: threshold.toMilliseconds({ integral: false }), min: 1, max: LONGEST, unit: 'milliseconds' });
}

/** A plain metric, of which other statistics can be read. */
function requireValues(scope: Construct, metric: cloudwatch.IMetric | undefined): cloudwatch.Metric {
  requireAbility(scope, { prop: 'signal', value: metric, method: 'toMetricConfig', expected: 'a signal with a metric, such as { metric, label, unit }' });
  if (metric!.toMetricConfig().metricStat && typeof (metric as cloudwatch.Metric).with === 'function') { return metric as cloudwatch.Metric; }
  throw inputError(scope, "'signal' must have one metric, got a formula. Only of a metric can CloudWatch count the values below a threshold");
}

function count(values: cloudwatch.Metric): cloudwatch.Metric {
  return values.with({ statistic: cloudwatch.Stats.SAMPLE_COUNT, period: ONE_MINUTE });
}

function inUnit(scope: Construct, threshold: Duration, unit: SignalUnit): number {
  switch (unit) {
    case SignalUnit.SECONDS: return threshold.toMilliseconds({ integral: false }) / 1000;
    case SignalUnit.MILLISECONDS: return threshold.toMilliseconds({ integral: false });
    default: throw inputError(scope, `'signal' must be in seconds or milliseconds, got ${show(unit)}`);
  }
}
