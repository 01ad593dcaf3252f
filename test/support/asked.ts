import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ISignalSource, Signal } from '../../src/signals';

/** The metric that CloudWatch would be asked for. */
export interface Query {
  readonly namespace?: string;
  readonly metricName?: string;
  readonly statistic?: string;
  readonly period?: number;
  readonly region?: string;
  readonly account?: string;
  readonly dimensions: Record<string, unknown>;
}

/** All signals of a source by name, extras among the others. */
export function signalsOf(source: ISignalSource): Record<string, Signal> {
  const { extras = {}, logGroups, ...golden } = source.goldenSignals();
  return Object.fromEntries(Object.entries({ ...golden, ...extras }).filter(([, signal]) => signal !== undefined)) as Record<string, Signal>;
}

/** What a metric asks for, or all that its formula asks for. */
export function queriesOf(stack: Stack, metric: cloudwatch.IMetric): Query[] {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (!metricStat) { return Object.values(mathExpression?.usingMetrics ?? {}).flatMap((input) => queriesOf(stack, input)); }
  const { namespace, metricName, statistic, region, account, dimensions } = stack.resolve(metricStat);
  return [{
    namespace,
    metricName,
    statistic,
    region,
    account,
    period: metricStat.period.toSeconds(),
    dimensions: Object.fromEntries((dimensions ?? []).map(({ name, value }: cloudwatch.Dimension) => [name, value])),
  }];
}

/** All metrics that the signals of a source ask for, by signal. */
export function askedBy(stack: Stack, source: ISignalSource): Record<string, Query[]> {
  return Object.fromEntries(Object.entries(signalsOf(source)).map(([name, signal]) => [name, queriesOf(stack, signal.metric)]));
}
