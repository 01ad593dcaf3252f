import { STRUCTURE } from './body-structure';
import { BodyWidget, isUnknown } from './body-widget';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MAX_METRICS_PER_WIDGET = 500;
const MAX_ALARMS_PER_WIDGET = 100;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discover-and-query.html */
const MAX_LOG_GROUPS_PER_QUERY = 50;

const HEX = /^#([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** Widgets of ours that were judged before; they do not change. */
const FINE = new WeakSet<object>();

/** Remembers that nothing is wrong with a widget. */
export function markFine(widget: object): void {
  FINE.add(widget);
}

/** What CloudWatch would refuse about a widget, or not show. Each finding continues the name of the widget. */
export function findingsOfWidget(widget: BodyWidget): string[] {
  if (typeof widget !== 'object' || widget === null) { return ['must be an object']; }
  if (FINE.has(widget)) { return []; }
  const structural = [...STRUCTURE.widget(widget), ...STRUCTURE.properties(widget)];
  if (structural.length > 0) { return structural; }
  return (RULES[widget.type as string] ?? []).flatMap((rule) => rule(widget.properties ?? {}));
}

/** Metrics that a widget reads; results of formulas are none. */
export function metricsIn({ properties }: BodyWidget): number {
  const rows: unknown = properties?.metrics;
  return Array.isArray(rows) ? rows.filter((row) => !isFormula(row)).length : 0;
}

/** How a finding names a widget. */
export function nameOfWidget({ type, properties }: BodyWidget, index: number): string {
  return `widget ${index + 1} (${typeof properties?.title === 'string' ? `'${properties.title}'` : String(type)})`;
}

type Rule = (properties: Record<string, any>) => string[];

const RULES: Record<string, Rule[]> = {
  metric: [shownMetrics, metricCount, uniqueIds, oneQuery, colors],
  alarm: [alarmCount],
  log: [logGroups],
};

function optionsOf(row: unknown): Record<string, unknown> {
  const last: unknown = Array.isArray(row) ? row[row.length - 1] : undefined;
  return typeof last === 'object' && last !== null ? last as Record<string, unknown> : {};
}

function isFormula(row: unknown): boolean {
  return optionsOf(row).expression !== undefined;
}

/** CloudWatch refuses a dashboard with a graph of nothing (aws-cdk#31393). */
function shownMetrics({ metrics = [], annotations }: Record<string, any>): string[] {
  return metrics.length === 0 && !(annotations?.alarms?.length > 0) ? ['must show a metric or an alarm, got none'] : [];
}

function metricCount(properties: Record<string, any>): string[] {
  return atMost(MAX_METRICS_PER_WIDGET, 'metrics, with those inside formulas', metricsIn({ properties }));
}

function uniqueIds({ metrics = [] }: Record<string, any>): string[] {
  const ids = metrics.map((row: unknown) => optionsOf(row).id).filter((id: unknown) => id !== undefined);
  const duplicate = ids.find((id: unknown, index: number) => ids.indexOf(id) < index);
  return duplicate === undefined ? [] : [`must use each metric id once, got '${duplicate}' for two metrics`];
}

/** One call of GetMetricData takes one query of Metrics Insights. */
function oneQuery({ metrics = [] }: Record<string, any>): string[] {
  const expressions = metrics.map((row: unknown) => String(optionsOf(row).expression ?? ''));
  const queries = expressions.reduce((sum: number, expression: string) => sum + (expression.match(/\bSELECT\s+\w+\s*\(/gi) ?? []).length, 0);
  return queries > 1 ? [`must have one Metrics Insights query (SELECT), got ${queries}. Give each a widget of its own`] : [];
}

function colors({ metrics = [], annotations = {} }: Record<string, any>): string[] {
  const annotated = [...annotations.horizontal ?? [], ...annotations.vertical ?? []].flat();
  const used = [...metrics.map(optionsOf), ...annotated].map(({ color }) => color).filter((color) => color !== undefined && !isUnknown(color));
  const wrong = used.find((color) => typeof color !== 'string' || !HEX.test(color));
  return wrong === undefined ? [] : [`must have colors such as #1f77b4, got ${JSON.stringify(wrong)}`];
}

function alarmCount({ alarms = [] }: Record<string, any>): string[] {
  if (alarms.length === 0) { return ['must show 1 to 100 alarms, got none']; }
  return atMost(MAX_ALARMS_PER_WIDGET, 'alarms', alarms.length);
}

function logGroups({ query }: Record<string, any>): string[] {
  return atMost(MAX_LOG_GROUPS_PER_QUERY, 'log groups', String(query).match(/\bSOURCE\s+'/g)?.length ?? 0);
}

function atMost(max: number, what: string, actual: number): string[] {
  return actual <= max ? [] : [`must have at most ${max} ${what}, got ${actual}`];
}
