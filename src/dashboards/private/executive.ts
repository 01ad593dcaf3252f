import { fleetAvailability, wordsOf } from './fleets';
import { Line, MetricRow } from './metric-rows';
import { DashboardPlan } from './plan';
import { Block, GRID, Place, PlainWidget } from './widget';
import { Annotation, gauge, graph, GREEN, header, lineOf, number, rangeOf, RED } from './widgets';
import { IObjective } from '../../alarms';
import { Signal } from '../../signals';
import { BusinessMetric, GoodDirection } from '../business-metric';

const TILE = GRID / 4;

/** Is the promise kept, and does the business do well? */
export function executiveBlocks({ place, objectives, businessMetrics, single, fleets, search }: DashboardPlan): Block[] {
  const availability = [
    ...single.flatMap(({ source, signals }) => signals.errors?.unit === 'Percent' ? availabilityOf(place, source.sourceName, signals.errors) : []),
    ...fleets.flatMap((fleet) => shareOf(place, wordsOf(fleet.kind), fleetAvailability(fleet, place, search))),
  ];
  return [
    ...section('Business', businessMetrics.flatMap((metric) => businessTiles(place, metric))),
    ...section('Promises to users', objectives.flatMap((objective) => objectiveTiles(place, objective))),
    ...section('Requests that succeed', availability),
  ];
}

function section(title: string, tiles: PlainWidget[]): Block[] {
  return tiles.length === 0 ? [] : [{ rows: [[header(title)], tiles] }];
}

/** The latest value, how much of the target that is, and where it comes from. */
function businessTiles(place: Place, { label, metric, target, goodDirection }: BusinessMetric): PlainWidget[] {
  const line: Line = { metric, label };
  const up = goodDirection === GoodDirection.UP;
  const annotations: Annotation[] = target === undefined ? [] : [
    { value: target, label: `Target: ${up ? 'at least' : 'at most'} ${target}`, color: GREEN, fill: up ? 'above' : 'below' },
  ];
  return [
    number(place, label, { lines: [line, ...target === undefined || target === 0 ? [] : [share(metric, target)]] }, TILE, 6),
    graph(place, { title: `${label} over time`, lines: [line], annotations, width: TILE }),
  ];
}

function share(metric: Signal['metric'], target: number): Line {
  return { metric: formula(`100 * kpi / ${target}`, { kpi: metric }), label: '% of target' };
}

function objectiveTiles(place: Place, { objectiveName, objectivePercent, attainment, budgetLeft, window }: IObjective): PlainWidget[] {
  const promise = { value: objectivePercent, label: `Promised: ${objectivePercent} %`, color: RED };
  const start = rangeOf(window);
  const lines = [lineOf(attainment)];
  return [
    number(place, objectiveName, { lines, start }, TILE, 6),
    gauge(place, `${objectiveName}: budget left`, { lines: [lineOf(budgetLeft)], start }, TILE, 6),
    graph(place, { title: `${objectiveName} over time`, lines, start, annotations: [promise], unit: attainment.unit, width: 2 * TILE }),
  ];
}

function availabilityOf(place: Place, title: string, { metric }: Signal): PlainWidget[] {
  return [number(place, title, { lines: [{ metric: formula('100 - failing', { failing: metric }), label: 'Succeed, in percent' }] }, TILE)];
}

function shareOf(place: Place, title: string, rows: MetricRow[] | undefined): PlainWidget[] {
  return rows ? [number(place, title, { rows }, TILE)] : [];
}

/** A formula over a metric, in its period. */
function formula(expression: string, usingMetrics: Record<string, Signal['metric']>): Signal['metric'] {
  const [{ metricStat, mathExpression, searchExpression }] = Object.values(usingMetrics).map((metric) => metric.toMetricConfig());
  const period = metricStat?.period.toSeconds() ?? (mathExpression ?? searchExpression)!.period;
  return { toMetricConfig: () => ({ mathExpression: { expression, usingMetrics, period } }) };
}
