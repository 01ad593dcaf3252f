import { Duration, Size, Token } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmKind } from '../../core';
import { inputError, requireAbility, requireInRange, show } from '../../core/private/input-error';
import { AlarmRecommendation, Signal, SignalUnit } from '../../signals';

/** How the prop that sets the threshold becomes a number in the unit of the signal. */
export type ReadThreshold = (scope: Construct, prop: string, value: unknown, signal: Signal) => number | undefined;

/** One kind of alarm on a signal: the row from which its construct is made. */
export interface AlarmType {
  readonly signal: string;
  /** What a source with this signal reports, as a person would say: "CPU". */
  readonly reports: string;
  /** Otherwise by the signal. */
  readonly kind?: AlarmKind;
  /** The prop that sets the threshold, how it is read, and a sensible value for it. */
  readonly prop: string;
  readonly read: ReadThreshold;
  readonly example: string;
  /** Where nothing is recommended for the signal. */
  readonly otherwise?: Partial<AlarmRecommendation>;
  /** Whatever is recommended for the signal; what is recommended for the other direction means something else. */
  readonly always?: Pick<AlarmRecommendation, 'comparison'>;
}

const BELOW = { comparison: ComparisonOperator.LESS_THAN_THRESHOLD };

/** What is wrong as soon as there is one. */
const ANY = { threshold: 0, datapointsToAlarm: 1, evaluationPeriods: 1, missingData: TreatMissingData.NOT_BREACHING };

export const ALARM_TYPES = {
  certificateExpiry: {
    ...type('daysToExpiry', 'days until a certificate expires', AlarmKind.CERTIFICATE_EXPIRY, 'minimumDays', count, '30'),
    // Reported once a day, and no longer once the certificate has expired.
    otherwise: { threshold: 30, datapointsToAlarm: 1, evaluationPeriods: 1 },
    always: BELOW,
  },
  databaseConnections: type('connections', 'connections', AlarmKind.CONNECTIONS, 'maxConnections', count, '80'),
  deadLetters: { ...type('deadLetters', 'dead letters', AlarmKind.DEAD_LETTERS, 'maxMessages', count, '0'), otherwise: ANY },
  highCpu: type('cpu', 'CPU', AlarmKind.CPU, 'thresholdPercent', percent, '80'),
  highErrorRate: type('errors', 'errors', AlarmKind.ERRORS, 'thresholdPercent', percent, '5'),
  highLatency: type('latency', 'latency', AlarmKind.LATENCY, 'threshold', time, 'Duration.seconds(1)'),
  highMemory: type('memory', 'memory', AlarmKind.MEMORY, 'thresholdPercent', percent, '80'),
  lowDiskSpace: {
    ...type('diskUsed', 'used disk space', AlarmKind.DISK, 'thresholdPercent', percent, '80'),
    otherwise: { threshold: 80, datapointsToAlarm: 2, evaluationPeriods: 3 },
  },
  lowFreeStorage: { ...type('freeStorage', 'free storage', AlarmKind.FREE_STORAGE, 'minimum', bytes, 'Size.gibibytes(10)'), always: BELOW },
  noTraffic: {
    ...type('requests', 'requests', AlarmKind.NO_TRAFFIC, 'minimumRequests', count, '1'),
    otherwise: { threshold: 1, datapointsToAlarm: 15, evaluationPeriods: 15, missingData: TreatMissingData.BREACHING },
    always: BELOW,
  },
  queueBacklog: type('backlog', 'a backlog', AlarmKind.BACKLOG, 'maxBacklog', count, '100'),
  replicaLag: type('replicaLag', 'the lag of replicas', AlarmKind.REPLICA_LAG, 'threshold', time, 'Duration.seconds(30)'),
  throttles: { ...type('throttles', 'throttles', AlarmKind.THROTTLES, 'maxThrottles', count, '0'), otherwise: { ...ANY, datapointsToAlarm: 2, evaluationPeriods: 3 } },
  unhealthyTargets: {
    ...type('unhealthy', 'unhealthy targets', AlarmKind.UNHEALTHY, 'maxUnhealthy', count, '0'),
    otherwise: { ...ANY, datapointsToAlarm: 3, evaluationPeriods: 3 },
  },
} satisfies Record<string, AlarmType>;

function type(signal: string, reports: string, kind: AlarmKind, prop: string, read: ReadThreshold, example: string): AlarmType {
  return { signal, reports, kind, prop, read, example };
}

/** A share of a whole: what it never exceeds, or always does, is a mistake. */
export function percent(scope: Construct, prop: string, value: unknown, { unit, label }: Signal): number | undefined {
  if (value === undefined || Token.isUnresolved(value)) { return value as number | undefined; }
  if (typeof value !== 'number' || !(value > 0 && value <= 100)) {
    throw inputError(scope, `'${prop}' must be above 0 and at most 100 percent, got ${show(value)}`);
  }
  if (unit !== SignalUnit.PERCENT) {
    throw inputError(scope, `'${prop}' must be for a signal in percent, got one for '${label}' in ${unit}. Use a SignalAlarm with its 'threshold'`);
  }
  return value;
}

export function count(scope: Construct, prop: string, value: unknown): number | undefined {
  requireInRange(scope, { prop, value: value as number | undefined, min: 0 });
  return value as number | undefined;
}

/** Any number; there are signals below zero. */
export function number(scope: Construct, prop: string, value: unknown): number | undefined {
  if (value === undefined || Token.isUnresolved(value) || (typeof value === 'number' && Number.isFinite(value))) { return value as number | undefined; }
  throw inputError(scope, `'${prop}' must be a number in the unit of the signal, got ${show(value)}`);
}

function time(scope: Construct, prop: string, value: unknown, { unit, label }: Signal): number | undefined {
  if (value === undefined) { return undefined; }
  requireAbility(scope, { prop, value, method: 'toMilliseconds', expected: 'a Duration, such as Duration.seconds(1)' });
  const duration = value as Duration;
  if (unit !== SignalUnit.SECONDS && unit !== SignalUnit.MILLISECONDS) {
    throw inputError(scope, `'${prop}' must be for a signal of time, got one for '${label}' in ${unit}. Use a SignalAlarm with its 'threshold'`);
  }
  if (duration.isUnresolved()) { throw inputError(scope, `'${prop}' must be known at synthesis, got a token. Write Duration.seconds(1)`); }
  return unit === SignalUnit.SECONDS ? duration.toSeconds({ integral: false }) : duration.toMilliseconds({ integral: false });
}

function bytes(scope: Construct, prop: string, value: unknown, { unit, label }: Signal): number | undefined {
  if (value === undefined) { return undefined; }
  requireAbility(scope, { prop, value, method: 'toBytes', expected: 'a Size, such as Size.gibibytes(10)' });
  const size = value as Size;
  if (unit !== SignalUnit.BYTES) {
    throw inputError(scope, `'${prop}' must be for a signal in bytes, got one for '${label}' in ${unit}. Use a SignalAlarm with its 'threshold'`);
  }
  if (size.isUnresolved()) { throw inputError(scope, `'${prop}' must be known at synthesis, got a token. Write Size.gibibytes(10)`); }
  return size.toBytes();
}
