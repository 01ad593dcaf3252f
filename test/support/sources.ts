import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmRecommendation, GoldenSignals, ISignalSource, Signal, SignalUnit } from '../../src/signals';

/** A source with exactly these signals. */
export function source(sourceName: string, signals: GoldenSignals): ISignalSource {
  return { sourceName, goldenSignals: () => signals };
}

/** A signal on a metric of its own: one minute, in percent, without a recommendation unless said otherwise. */
export function signal(label: string, overrides: Partial<Signal> & { period?: Duration } = {}): Signal {
  const { period = Duration.minutes(1), ...rest } = overrides;
  const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: label.replace(/\W/g, ''), statistic: 'Average', period });
  return { metric, label, unit: SignalUnit.PERCENT, ...rest };
}

/** 80, 5 of 5, above, missing data breaches; otherwise as said. */
export function recommendation(overrides: Partial<AlarmRecommendation> = {}): AlarmRecommendation {
  return {
    threshold: 80,
    datapointsToAlarm: 5,
    evaluationPeriods: 5,
    missingData: cloudwatch.TreatMissingData.BREACHING,
    ...overrides,
  };
}

/** A source that only reports its CPU. */
export function cpuSource(sourceName = 'orders', overrides: Parameters<typeof signal>[1] = { recommendation: recommendation() }): ISignalSource {
  return source(sourceName, { cpu: signal('CPU utilization', overrides) });
}

/** A formula over `count` metrics. */
export function formulaOver(count: number, prefix = 'm'): cloudwatch.MathExpression {
  const metrics = Array.from({ length: count }, (_, index) => [
    `${prefix}${index}`,
    new cloudwatch.Metric({ namespace: 'Test', metricName: `${prefix}${index}` }),
  ]);
  return new cloudwatch.MathExpression({ expression: metrics.map(([id]) => id).join('+'), usingMetrics: Object.fromEntries(metrics) });
}
