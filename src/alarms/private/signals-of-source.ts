import { Construct } from 'constructs';
import { inputError } from '../../core/private/input-error';
import { GoldenSignals, ISignalSource, Signal } from '../../signals';

/** The signals that have a meaning of their own, whatever the resource. */
export type SignalName = Exclude<keyof GoldenSignals, 'extras' | 'logGroups'>;

const NAMES: SignalName[] = ['backlog', 'cpu', 'errors', 'healthy', 'latency', 'memory', 'requests', 'unhealthy'];

/** A signal of a source; fails when the source has none of that name. */
export function requireSignal(scope: Construct, input: { source: ISignalSource; signal: SignalName; reports: string }): Signal {
  const { source, signal, reports } = input;
  const signals = source.goldenSignals();
  const found = signals[signal];
  if (found) { return found; }

  const present = NAMES.filter((name) => signals[name] !== undefined);
  throw inputError(scope, `'source' must have a ${signal} signal, got '${source.sourceName}' with ${present.join(', ') || 'none at all'}. `
    + `Use a source that reports ${reports}, or an alarm on a signal that this one has`);
}
