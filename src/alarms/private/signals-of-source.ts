import { Construct } from 'constructs';
import { AlarmKind } from '../../core';
import { inputError, show } from '../../core/private/input-error';
import { GoldenSignals, ISignalSource, Signal } from '../../signals';

/** What an alarm on a signal is about, by the name of the signal. */
const KINDS: Record<string, AlarmKind> = {
  backlog: AlarmKind.BACKLOG,
  connections: AlarmKind.CONNECTIONS,
  cpu: AlarmKind.CPU,
  cpuCredits: AlarmKind.CPU,
  daysToExpiry: AlarmKind.CERTIFICATE_EXPIRY,
  deadLetters: AlarmKind.DEAD_LETTERS,
  diskUsed: AlarmKind.DISK,
  errorCount: AlarmKind.ERRORS,
  errors: AlarmKind.ERRORS,
  freeMemory: AlarmKind.MEMORY,
  freeStorage: AlarmKind.FREE_STORAGE,
  healthy: AlarmKind.UNHEALTHY,
  latency: AlarmKind.LATENCY,
  latencyP50: AlarmKind.LATENCY,
  latencyP90: AlarmKind.LATENCY,
  memory: AlarmKind.MEMORY,
  replicaLag: AlarmKind.REPLICA_LAG,
  requests: AlarmKind.NO_TRAFFIC,
  throttles: AlarmKind.THROTTLES,
  unhealthy: AlarmKind.UNHEALTHY,
};

/** What an alarm on a signal is about. */
export function kindOf(name: string, signal: Signal): AlarmKind {
  return signal.kind ?? KINDS[name] ?? AlarmKind.OTHER;
}

/** All signals of a source by name, extras among them, in the order of the alphabet. */
export function signalsOf({ extras, logGroups, ...golden }: GoldenSignals): [name: string, signal: Signal][] {
  return Object.entries({ ...extras, ...golden } as Record<string, Signal | undefined>)
    .filter((entry): entry is [string, Signal] => entry[1] !== undefined)
    .sort(([one], [other]) => one < other ? -1 : 1);
}

/** A signal of a source; fails when the source has none of that name. */
export function requireSignal(scope: Construct, source: ISignalSource, name: string, reports: string): Signal {
  const signals = signalsOf(source.goldenSignals());
  const found = signals.find(([each]) => each === name);
  if (found) { return found[1]; }

  const present = signals.map(([each]) => each);
  if (typeof name !== 'string') {
    throw inputError(scope, `'signal' must be the name of a signal, got ${show(name)}. `
      + `'${source.sourceName}' has ${present.join(', ') || 'none at all'}`);
  }
  throw inputError(scope, `'source' must have a ${name} signal, got '${source.sourceName}' with ${present.join(', ') || 'none at all'}. `
    + `Use a source that reports ${reports}, or an alarm on a signal that this one has`);
}
