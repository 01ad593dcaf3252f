import { Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MetricRow } from './metric-rows';
import { Place } from './widget';
import { threshold, GraphOptions } from './widgets';
import { GoldenSignals, ISignalSource, ResourceKind, Signal } from '../../signals';

/** As many lines as a person can tell apart. */
const SHOWN = 10;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
const MAX_SEARCH = 1024;

/** A source and what it answered. */
export interface Observed {
  readonly source: ISignalSource;
  readonly signals: GoldenSignals;
}

/** Many sources of one kind. */
export interface Fleet {
  readonly kind: ResourceKind;
  readonly members: Observed[];
}

/** Takes fleets out of the sources: more than so many of one kind. */
export function fleetsIn(observed: Observed[], most: number): { fleets: Fleet[]; single: Observed[] } {
  const groups = new Map<string, Observed[]>();
  for (const each of observed) {
    const key = fleetOf(each);
    if (key === undefined) { continue; }
    const members = groups.get(key) ?? [];
    members.push(each);
    groups.set(key, members);
  }
  const fleets = [...groups.values()].filter((members) => members.length > most)
    .map((members) => ({ kind: members[0].source.resourceKind!, members }));
  const rolledUp = new Set(fleets.flatMap(({ members }) => members));
  return { fleets, single: observed.filter((each) => !rolledUp.has(each)) };
}

/** One search reads one region of one account. */
function fleetOf({ source, signals }: Observed): string | undefined {
  if (source.resourceKind === undefined) { return undefined; }
  const { requests, errors, cpu, extras = {} } = signals;
  const stats = [requests, errors, cpu, ...Object.values(extras)].map((signal) => signal?.metric.toMetricConfig().metricStat);
  const stat = stats.find((each) => each !== undefined);
  return [source.resourceKind, stat?.accountOverride ?? stat?.account, stat?.regionOverride ?? stat?.region].join('|');
}

/** A graph for each signal of a fleet: those ten that stand out, or the whole in one line where the signal is a formula. */
export function fleetPanels(fleet: Fleet, place: Place, search: string | undefined): GraphOptions[] {
  return signalNames(fleet).flatMap(([name, pick]) => {
    const signals = fleet.members.flatMap(({ signals: of }) => pick(of) ?? []);
    const rows = rowsOf(signals, place, search);
    return rows ? [panelOf(name, signals[0], rows)] : [];
  });
}

/** In words, what a fleet shows and what it leaves out. */
export function explain({ kind, members }: Fleet, search: string | undefined): string {
  const which = search === undefined ? 'Everything of this kind in the account and region counts' : `Everything of this kind that matches \`${search}\` counts`;
  return `## ${wordsOf(kind)}: ${members.length}\n`
    + `The ${SHOWN} that stand out; totals and rates are of all. ${which}, also what came after the deployment. Each by itself is on the developer dashboard.`;
}

/** Availability of the whole fleet, where errors are a rate. */
export function fleetAvailability({ members }: Fleet, place: Place, search: string | undefined): MetricRow[] | undefined {
  const errors = members.flatMap(({ signals }) => signals.errors ?? []);
  if (errors[0]?.unit !== 'Percent') { return undefined; }
  const rows = rowsOf(errors, place, search);
  // A single metric in percent is shown as the ten worst: their mean would be of nothing.
  if (!rows || rows.length === 1) { return undefined; }
  const [{ 0: options }, ...inputs] = rows as [Record<string, unknown>[], ...MetricRow[]];
  return [[{ ...options, expression: `100 - (${String(options.expression)})`, label: 'Availability' }], ...inputs];
}

export function wordsOf(kind: ResourceKind): string {
  const words = kind.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\b(api|ec2|ecs|eks|http|rds|rest)\b/g, (word) => word.toUpperCase());
  return `${words[0].toUpperCase()}${words.slice(1)}s`;
}

type Pick = (signals: GoldenSignals) => Signal | undefined;

function signalNames({ members }: Fleet): [string, Pick][] {
  const golden = ['requests', 'errors', 'latency', 'cpu', 'memory', 'healthy', 'unhealthy', 'backlog'] as const;
  const extras = new Set(members.flatMap(({ signals }) => Object.keys(signals.extras ?? {})));
  return [
    ...golden.map((name): [string, Pick] => [name, (signals) => signals[name]]),
    ...[...extras].filter((name) => !['latencyP50', 'latencyP90'].includes(name)).map((name): [string, Pick] => [name, (signals) => signals.extras?.[name]]),
  ];
}

function panelOf(name: string, { label, unit, recommendation }: Signal, rows: MetricRow[]): GraphOptions {
  const annotations = recommendation ? [threshold(label, recommendation)] : [];
  const extra = !['requests', 'errors', 'latency', 'cpu', 'memory', 'healthy', 'unhealthy', 'backlog'].includes(name);
  return { title: label, rows, annotations, unit, fromZero: !extra };
}

/** One search for a plain metric; for a formula the formula over the sums of its inputs. Other shapes cannot be searched for. */
function rowsOf(signals: Signal[], place: Place, search: string | undefined): MetricRow[] | undefined {
  const [signal] = signals;
  if (!signal) { return undefined; }
  const configs = signals.map(({ metric }) => metric.toMetricConfig());
  const { metricStat, mathExpression } = configs[0];
  if (metricStat) { return topRows(signal, configs, place, search); }
  if (!mathExpression) { return undefined; }
  const inputs = Object.keys(mathExpression.usingMetrics).map((id) => {
    const stats = configs.map((config) => config.mathExpression?.usingMetrics[id]?.toMetricConfig());
    const found = searchFor(stats, search);
    return found?.statistic === 'Sum' ? [{ id, visible: false, expression: `SUM(${found.expression})`, ...optionsOf(found, place) }] : undefined;
  });
  if (inputs.length === 0 || inputs.includes(undefined)) { return undefined; }
  const period = mathExpression.period === 300 ? {} : { period: mathExpression.period };
  return [[{ expression: mathExpression.expression, label: signal.label, ...period }], ...inputs as MetricRow[]];
}

function topRows(signal: Signal, configs: cloudwatch.MetricConfig[], place: Place, search: string | undefined): MetricRow[] | undefined {
  const found = searchFor(configs, search);
  if (!found) { return undefined; }
  const low = signal.recommendation?.comparison?.startsWith('LessThan') ?? false;
  const expression = `SORT(${found.expression}, ${low ? 'MIN, ASC' : 'MAX, DESC'}, ${SHOWN})`;
  return [[{ expression, label: `\${PROP('Dim.${found.varying}')}`, ...optionsOf(found, place) }]];
}

interface Search {
  readonly expression: string;
  readonly statistic: string;
  readonly varying: string;
  readonly period: number;
  readonly account?: string;
  readonly region?: string;
}

function optionsOf({ period, account, region }: Search, place: Place): Record<string, unknown> {
  return {
    ...period === 300 ? {} : { period },
    ...account === undefined || account === place.account ? {} : { accountId: account },
    ...region === undefined || region === place.region ? {} : { region },
  };
}

/** Finds the metric for all resources; what they have in common, such as the cluster, has to match. */
function searchFor(configs: (cloudwatch.MetricConfig | undefined)[], search: string | undefined): Search | undefined {
  const stats = configs.map((config) => config?.metricStat);
  const first = stats[0];
  if (!first?.dimensions?.length || !stats.every((stat) => stat && shapeOf(stat) === shapeOf(first))) { return undefined; }
  const { namespace, metricName, dimensions, statistic, period } = first;
  const shared = dimensions.filter(({ value }, index) => stats.every((stat) => stat!.dimensions![index].value === value));
  const varying = dimensions.find((dimension) => !shared.includes(dimension)) ?? dimensions[dimensions.length - 1];
  const schema = [namespace, ...dimensions.map(({ name }) => name)].map(quoted).join(',');
  const terms = [`{${schema}}`, `MetricName="${metricName}"`, ...shared.filter((each) => each !== varying).map(({ name, value }) => `${name}="${value}"`)];
  const query = [...terms, ...search === undefined ? [] : [`(${search})`]].join(' ');
  // An apostrophe would end the query.
  if (query.includes('\'') || (!Token.isUnresolved(query) && query.length > MAX_SEARCH)) { return undefined; }
  return {
    expression: `SEARCH('${query}', '${statistic}', ${period.toSeconds()})`,
    statistic,
    varying: varying.name,
    period: period.toSeconds(),
    account: first.accountOverride ?? first.account,
    region: first.regionOverride ?? first.region,
  };
}

function shapeOf(stat: cloudwatch.MetricStatConfig): string {
  const { namespace, metricName, statistic, dimensions = [] } = stat;
  const place = [stat.accountOverride ?? stat.account, stat.regionOverride ?? stat.region];
  return [namespace, metricName, statistic, ...place, ...dimensions.map(({ name }) => name)].join('|');
}

function quoted(name: string): string {
  return /^[\w/]+$/.test(name) ? name : `"${name}"`;
}
