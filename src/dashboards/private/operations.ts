import { explain, fleetPanels } from './fleets';
import { operationsPanels, Panel } from './panels';
import { DashboardPlan } from './plan';
import { Block, GRID, Place, Tile } from './widget';
import { graph, header, lineOf, rangeOf, RED, text } from './widgets';

const GRAPHS_PER_LINE = 4;

/** What is broken? Rows that come after the state of the alarms. */
export function operationsBlocks({ place, deployments, objectives, fleets, single, search }: DashboardPlan): Block[] {
  const marks = deployments.map((each) => ({ metric: each.metricStarted() }));
  const budgets = objectives.map(({ objectiveName, budgetLeft, burnRate, window }) => ({
    rows: [[header(objectiveName)], graphs(place, [
      { title: 'Error budget left', lines: [lineOf(budgetLeft)], start: rangeOf(window), unit: budgetLeft.unit },
      {
        title: 'How fast the budget is used up',
        lines: [lineOf(burnRate)],
        annotations: [{ value: 1, label: 'Used up at the end of the window', color: RED }],
        fromZero: true,
      },
    ])],
  }));
  return [
    // As wide as the page: what happened at the same time is below one another.
    ...marks.length === 0 ? [] : [{ rows: [[graph(place, { title: 'Deployments that began', lines: marks, fromZero: true, stacked: true, width: GRID, height: 4 })]] }],
    ...budgets,
    ...single.map(({ source, signals }) => ({ rows: sectionRows(place, source.sourceName, operationsPanels(signals)) })),
    ...fleets.map((fleet) => ({ rows: [[text(explain(fleet, search))], graphs(place, fleetPanels(fleet, place, search))] })),
  ];
}

/** The name of a source and below it its graphs, as wide as there is room. */
export function sectionRows(place: Place, name: string, panels: Panel[]): Tile[][] {
  return [[header(name)], graphs(place, panels)];
}

export function graphs(place: Place, panels: Panel[]): Tile[] {
  const width = GRID / Math.min(panels.length, GRAPHS_PER_LINE);
  return panels.map((panel) => graph(place, { ...panel, width }));
}
