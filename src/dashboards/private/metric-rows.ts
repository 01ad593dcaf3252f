import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Place } from './widget';

/** What CloudWatch assumes where a metric says nothing. */
const DEFAULT_PERIOD = 300;
const DEFAULT_STATISTIC = 'Average';

/** A metric in a graph. */
export interface Line {
  readonly metric: cloudwatch.IMetric;
  /** Its name in the legend, unless the metric has one of its own. */
  readonly label?: string;
  /** Instead of the statistic of the metric. */
  readonly statistic?: string;
  readonly color?: string;
}

/** A row of the `metrics` of a widget: what is read, and at the end how it is shown. */
export type MetricRow = unknown[];

/**
 * The rows of a widget: what is seen first, then the inputs of formulas, so that the colors that CloudWatch gives in this order can be told apart.
 *
 * The constructs of `aws-cdk-lib` would make two tokens for each metric, and each has to be resolved three times.
 */
export function metricRows(place: Place, lines: Line[]): MetricRow[] {
  const inputs: Input[] = [];
  const seen = lines.map((line) => rowOf(place, line, inputs));
  const hidden: MetricRow[] = [];
  // Formulas may use formulas: the list grows while it is walked. Two of one id that differ stay, to be found by the rules.
  for (const input of inputs) {
    if (inputs.find((other) => isSame(other, input)) !== input) { continue; }
    hidden.push(rowOf(place, { metric: input[1] }, inputs, { id: input[0], visible: false }));
  }
  return [...seen, ...hidden];
}

/** A metric inside a formula, by its id there. */
type Input = [id: string, metric: cloudwatch.IMetric];

const NOWHERE: Place = { account: '', region: '' };

function isSame([id, metric]: Input, [otherId, other]: Input): boolean {
  return id === otherId && (metric === other || keyOf(metric) === keyOf(other));
}

function keyOf(metric: cloudwatch.IMetric): string {
  return JSON.stringify([rowOf(NOWHERE, { metric }, []), ...inputsOf(metric).map(([id, input]) => [id, rowOf(NOWHERE, { metric: input }, [])])]);
}

function rowOf(place: Place, line: Line, inputs: Input[], extra?: Record<string, unknown>): MetricRow {
  const { metricStat, mathExpression, searchExpression, renderingProperties } = line.metric.toMetricConfig();
  const options: Record<string, unknown> = { ...renderingProperties, ...extra };
  if (line.label !== undefined && options.label === undefined) { options.label = line.label; }
  if (line.color !== undefined && options.color === undefined) { options.color = line.color; }
  const row: MetricRow = [];
  if (metricStat) {
    row.push(metricStat.namespace, metricStat.metricName);
    metricStat.dimensions?.forEach(({ name, value }) => row.push(name, value));
    elsewhere(options, place, metricStat.accountOverride ?? metricStat.account, metricStat.regionOverride ?? metricStat.region);
    setUnless(options, 'period', metricStat.period.toSeconds(), DEFAULT_PERIOD);
    setUnless(options, 'stat', line.statistic ?? metricStat.statistic, DEFAULT_STATISTIC);
  } else {
    const { expression, period, searchAccount, searchRegion } = (mathExpression ?? searchExpression)!;
    options.expression = expression;
    elsewhere(options, place, searchAccount, searchRegion);
    setUnless(options, 'period', period, DEFAULT_PERIOD);
    Object.entries(mathExpression?.usingMetrics ?? {}).forEach((input) => inputs.push(input));
  }
  return Object.keys(options).length > 0 ? [...row, withoutUndefined(options)] : row;
}

function elsewhere(options: Record<string, unknown>, place: Place, account?: string, region?: string): void {
  setUnless(options, 'accountId', account, place.account);
  setUnless(options, 'region', region, place.region);
}

function setUnless(options: Record<string, unknown>, key: string, value: unknown, usual: unknown): void {
  if (value !== undefined && value !== usual) { options[key] = value; }
}

function withoutUndefined(options: Record<string, unknown>): Record<string, unknown> {
  if (!Object.values(options).includes(undefined)) { return options; }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Ids of metrics in formulas are unique in a widget: two formulas that both call something else `m1` cannot share one. */
export function canShare(metrics: cloudwatch.IMetric[]): boolean {
  const inputs = metrics.flatMap(inputsOf);
  return inputs.every((input) => isSame(inputs.find(([id]) => id === input[0])!, input));
}

/** All metrics inside a formula, those of formulas inside it too. */
function inputsOf(metric: cloudwatch.IMetric): Input[] {
  const inputs = Object.entries(metric.toMetricConfig().mathExpression?.usingMetrics ?? {});
  return inputs.flatMap((input) => [input, ...inputsOf(input[1])]);
}
