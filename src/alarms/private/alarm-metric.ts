import { Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { inputError } from '../../core/private/input-error';

/** What of an alarm's resource says which metric it watches. */
export type MetricProps = Pick<cloudwatch.CfnAlarmProps,
'dimensions' | 'extendedStatistic' | 'metricName' | 'metrics' | 'namespace' | 'period' | 'statistic' | 'unit'>;

type Query = cloudwatch.CfnAlarm.MetricDataQueryProperty;

/** The id that the L2 gives to the formula that is watched; templates keep it. */
const TOP = 'expr_1';

const SIMPLE_STATISTICS: Record<string, string> = {
  average: 'Average', avg: 'Average', maximum: 'Maximum', max: 'Maximum', minimum: 'Minimum', min: 'Minimum', n: 'SampleCount', samplecount: 'SampleCount', sum: 'Sum',
};

/** Says a metric as an alarm's resource has it. One metric is at the top, because the messages of the alarm then name it. */
export function renderMetric(scope: Construct, metric: cloudwatch.IMetric): MetricProps {
  const { metricStat } = metric.toMetricConfig();
  if (!metricStat) { return { metrics: queriesOf(scope, metric) }; }
  requireOwnRegion(scope, metricStat);
  if (accountOf(scope, metricStat) !== undefined) { return { metrics: [queryOf(scope, metric, 'm1', true)] }; }

  const { dimensions, namespace, metricName, period, statistic, unitFilter } = metricStat;
  const simple = SIMPLE_STATISTICS[statistic.toLowerCase()];
  return {
    dimensions,
    namespace,
    metricName,
    period: period.toSeconds(),
    statistic: simple,
    extendedStatistic: simple ? undefined : statistic,
    unit: unitFilter,
  };
}

/** A metric and what is usual for it. Only one metric of this account, not below a minute: CloudWatch learns no other. */
export function renderWithBand(scope: Construct, metric: cloudwatch.IMetric, bandWidth: number): Pick<cloudwatch.CfnAlarmProps, 'metrics' | 'thresholdMetricId'> {
  const { metricStat } = metric.toMetricConfig();
  if (!metricStat) { throw cannotLearn(scope, 'one metric', 'a formula'); }
  requireOwnRegion(scope, metricStat);
  if (accountOf(scope, metricStat) !== undefined) { throw cannotLearn(scope, 'a metric of the account of the stack', `one of ${metricStat.account}`); }
  if (metricStat.period.toSeconds() < 60) { throw cannotLearn(scope, 'a metric with a period of a minute or more', `${metricStat.period.toSeconds()} seconds`); }
  return {
    metrics: [
      queryOf(scope, metric, 'm1', true),
      { id: 'usual', expression: `ANOMALY_DETECTION_BAND(m1, ${bandWidth})`, returnData: true },
    ],
    thresholdMetricId: 'usual',
  };
}

/** How many seconds a datapoint of the metric stands for. */
export function periodOf(metric: cloudwatch.IMetric): number {
  const { metricStat, mathExpression, searchExpression } = metric.toMetricConfig();
  return metricStat ? metricStat.period.toSeconds() : (mathExpression ?? searchExpression)!.period;
}

function cannotLearn(scope: Construct, expected: string, got: string): Error {
  return inputError(scope, `'detection' must watch ${expected} to learn what is usual, got ${got}. Use Detection.threshold() for this signal`);
}

/** A formula and all that it is made of, the formula first. */
function queriesOf(scope: Construct, formula: cloudwatch.IMetric): Query[] {
  const queries: Query[] = [];
  const known = new Set<string>();
  const collect = (metric: cloudwatch.IMetric, id: string) => {
    if (known.has(id)) { return; }
    known.add(id);
    queries.push(queryOf(scope, metric, id, id === TOP));
    Object.entries(metric.toMetricConfig().mathExpression?.usingMetrics ?? {}).forEach(([name, part]) => collect(part, name));
  };
  collect(formula, TOP);
  return queries;
}

function queryOf(scope: Construct, metric: cloudwatch.IMetric, id: string, returnData: boolean): Query {
  const { metricStat, mathExpression, renderingProperties } = metric.toMetricConfig();
  const label = renderingProperties?.label as string | undefined;
  if (metricStat) {
    requireOwnRegion(scope, metricStat);
    const { dimensions, namespace, metricName, period, statistic, unitFilter } = metricStat;
    const watched = { metric: { metricName, namespace, dimensions }, period: period.toSeconds(), stat: statistic, unit: unitFilter };
    return { id, metricStat: watched, accountId: accountOf(scope, metricStat), label, returnData };
  }
  if (!mathExpression) {
    throw inputError(scope, "'source' must have a signal that is one time series, got a search. Searches are for graphs: watch a metric or a formula");
  }
  requireHere(scope, mathExpression);
  const { expression, usingMetrics, period } = mathExpression;
  return { id, expression, label, period: Object.keys(usingMetrics).length > 0 ? undefined : period, returnData };
}

/** An alarm sees the metrics of its own region only. */
function requireOwnRegion(scope: Construct, { region, metricName }: cloudwatch.MetricStatConfig): void {
  const own = Stack.of(scope).region;
  if (region === undefined || Token.isUnresolved(region) || Token.isUnresolved(own) || region === own) { return; }
  throw inputError(scope, `'source' must have metrics of the region of the alarm (${own}), got '${metricName}' of ${region}. Make the alarm in a stack of that region`);
}

function requireHere(scope: Construct, { searchAccount, searchRegion }: cloudwatch.MetricExpressionConfig): void {
  if (searchAccount === undefined && searchRegion === undefined) { return; }
  throw inputError(scope, `'source' must have formulas of the account and region of the alarm, got one with ${searchAccount ? 'searchAccount' : 'searchRegion'}. Leave that out`);
}

function accountOf(scope: Construct, { account }: cloudwatch.MetricStatConfig): string | undefined {
  return account === undefined || account === Stack.of(scope).account ? undefined : account;
}
