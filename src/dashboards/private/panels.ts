import { canShare } from './metric-rows';
import { GraphOptions, lineOf, threshold } from './widgets';
import { GoldenSignals, Signal } from '../../signals';

/** One graph and what it shows. */
export type Panel = GraphOptions;

/** What explains a problem rather than shows that there is one. */
const FOR_DEVELOPERS = ['latencyP50', 'latencyP90', 'errorCount'];

/** The golden signals of a source in the order in which people ask: is it used, does it fail, is it slow, is it full? */
export function operationsPanels(signals: GoldenSignals): Panel[] {
  const { requests, errors, latency, cpu, memory, backlog, extras = {} } = signals;
  const others = Object.entries(extras).filter(([name]) => !FOR_DEVELOPERS.includes(name)).map(([, signal]) => signal);
  return [
    ...[requests, errors, latency, cpu, memory].flatMap((signal) => panel(signal)),
    ...together('Health', [signals.healthy, signals.unhealthy]),
    ...panel(backlog),
    ...others.flatMap((signal) => panel(signal, false)),
  ];
}

/** What a developer looks at to find out why. */
export function developerPanels({ requests, errors, latency, cpu, memory, backlog, extras = {} }: GoldenSignals): Panel[] {
  const { errorCount, throttles, deadLetters } = extras;
  return [
    ...panel(requests),
    ...panel(errors),
    ...panel(errorCount),
    ...latencyPanels(latency, extras),
    ...panel(throttles),
    ...panel(deadLetters),
    ...panel(backlog),
    ...together('Saturation', [cpu, memory]),
  ];
}

/** Never the average: it hides those who wait longest. */
function latencyPanels(latency: Signal | undefined, { latencyP50, latencyP90 }: Record<string, Signal>): Panel[] {
  if (!latency) { return []; }
  if (latencyP50 || latencyP90) { return together('Latency', [latencyP50, latencyP90, latency]); }
  if (!latency.metric.toMetricConfig().metricStat) { return panel(latency); }
  const lines = ['p50', 'p90', 'p99'].map((statistic) => ({ metric: withoutLabel(latency), label: statistic, statistic }));
  return [{ ...panel(latency)[0], title: 'Latency', lines }];
}

/** The label of a metric names its statistic, and here there are several. */
function withoutLabel({ metric }: Signal): Signal['metric'] {
  const config = metric.toMetricConfig();
  return { toMetricConfig: () => ({ ...config, renderingProperties: { ...config.renderingProperties, label: undefined } }) };
}

function panel(signal: Signal | undefined, fromZero = true): Panel[] {
  return signal ? [panelOf(signal.label, [signal], fromZero)] : [];
}

/** What adds up to a whole shares a graph, where the graph can hold it. */
function together(title: string, candidates: (Signal | undefined)[]): Panel[] {
  const signals = candidates.filter((signal) => signal !== undefined);
  const sameUnit = signals.every(({ unit }) => unit === signals[0].unit);
  if (signals.length > 1 && sameUnit && canShare(signals.map(({ metric }) => metric))) { return [panelOf(title, signals, true)]; }
  return signals.flatMap((signal) => panel(signal));
}

function panelOf(title: string, signals: Signal[], fromZero: boolean): Panel {
  return {
    title,
    lines: signals.map(lineOf),
    annotations: signals.flatMap(({ label, recommendation }) => recommendation ? [threshold(label, recommendation)] : []),
    unit: signals[0].unit,
    fromZero,
  };
}
