import { AlarmKind } from '../../core';

const KINDS: Record<string, AlarmKind> = {
  requests: AlarmKind.NO_TRAFFIC,
  errors: AlarmKind.ERRORS,
  latency: AlarmKind.LATENCY,
  cpu: AlarmKind.CPU,
  memory: AlarmKind.MEMORY,
  healthy: AlarmKind.UNHEALTHY,
  unhealthy: AlarmKind.UNHEALTHY,
  backlog: AlarmKind.BACKLOG,
  throttles: AlarmKind.THROTTLES,
  deadLetters: AlarmKind.DEAD_LETTERS,
  connections: AlarmKind.CONNECTIONS,
  replicaLag: AlarmKind.REPLICA_LAG,
  freeStorage: AlarmKind.FREE_STORAGE,
  freeMemory: AlarmKind.MEMORY,
  diskUsed: AlarmKind.DISK,
  daysToExpiry: AlarmKind.CERTIFICATE_EXPIRY,
  errorCount: AlarmKind.ERRORS,
  clientErrors: AlarmKind.ERRORS,
  latencyP50: AlarmKind.LATENCY,
  latencyP90: AlarmKind.LATENCY,
  writeLatency: AlarmKind.LATENCY,
  cpuCredits: AlarmKind.CPU,
  iteratorAge: AlarmKind.BACKLOG,
};

/** What an alarm on a signal of that name is about. */
export function kindOfSignal(name: string): AlarmKind {
  return KINDS[name] ?? AlarmKind.OTHER;
}
