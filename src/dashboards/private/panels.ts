import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { GoldenSignals, ISignalSource, Signal } from '../../signals';

/** One graph and what it shows. */
export interface Panel {
  readonly title: string;
  readonly signals: Signal[];
  /** Whether the axis starts at zero; values of a kind that nobody here knows may be negative. */
  readonly fromZero: boolean;
}

/** What the dashboard shows of one source. */
export interface Section {
  readonly name: string;
  readonly panels: Panel[];
}

/** The golden signals of a source in the order in which people ask: is it used, does it fail, is it slow, is it full? */
export function sectionOf(source: ISignalSource): Section {
  const signals = source.goldenSignals();
  const { requests, errors, latency, cpu, memory, backlog, extras = {} } = signals;
  return {
    name: source.sourceName,
    panels: [
      ...[requests, errors, latency, cpu, memory].flatMap((signal) => panel(signal)),
      ...health(signals),
      ...panel(backlog),
      ...Object.values(extras).flatMap((signal) => panel(signal, false)),
    ],
  };
}

function panel(signal: Signal | undefined, fromZero = true): Panel[] {
  return signal ? [{ title: signal.label, signals: [signal], fromZero }] : [];
}

/** Healthy and unhealthy add up to the whole, so they share a graph where the graph can hold both. */
function health({ healthy, unhealthy }: GoldenSignals): Panel[] {
  if (!healthy || !unhealthy || healthy.unit !== unhealthy.unit || shareIds(healthy.metric, unhealthy.metric)) {
    return [...panel(healthy), ...panel(unhealthy)];
  }
  return [{ title: 'Health', signals: [healthy, unhealthy], fromZero: true }];
}

/** Ids of metrics in formulas are unique in a graph: two formulas that both call something `m1` cannot share one. */
function shareIds(one: cloudwatch.IMetric, other: cloudwatch.IMetric): boolean {
  const taken = idsIn(one);
  return idsIn(other).some((id) => taken.includes(id));
}

function idsIn(metric: cloudwatch.IMetric): string[] {
  const inputs = Object.entries(metric.toMetricConfig().mathExpression?.usingMetrics ?? {});
  return inputs.flatMap(([id, input]) => [id, ...idsIn(input)]);
}
