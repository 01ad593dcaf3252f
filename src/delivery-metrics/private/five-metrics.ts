import { Gauge } from './dora-gauges';

/** What a team wants to reach, as the function reads it: deployments a day, seconds, percent. What is left out has no target. */
export interface TargetValues {
  readonly deploymentsPerDay?: number;
  readonly leadTime?: number;
  readonly changeFailRate?: number;
  readonly recoveryTime?: number;
  readonly reworkRate?: number;
}

/** The worst that is still elite, high and medium, in the same units. There are none for rework: no report has them. */
export type BandValues = Required<Omit<TargetValues, 'reworkRate'>>;

/** One of the five metrics, and how people say it. */
export interface FiveMetric {
  readonly key: keyof TargetValues;
  readonly gauge: Gauge;
  readonly title: string;
  /** Whether more is better. */
  readonly more?: boolean;
  /** What a value is called. */
  readonly say: (value: number) => string;
}

export const FIVE_METRICS: FiveMetric[] = [
  { key: 'deploymentsPerDay', gauge: Gauge.DEPLOYMENTS_PER_DAY, title: 'Deployment frequency', more: true, say: sayFrequency },
  { key: 'leadTime', gauge: Gauge.LEAD_TIME, title: 'Change lead time', say: sayTime },
  { key: 'recoveryTime', gauge: Gauge.RECOVERY_TIME, title: 'Failed deployment recovery time', say: sayTime },
  { key: 'changeFailRate', gauge: Gauge.CHANGE_FAIL_RATE, title: 'Change fail rate', say: sayPercent },
  { key: 'reworkRate', gauge: Gauge.REWORK_RATE, title: 'Deployment rework rate', say: sayPercent },
];

/** How good a value has to be: `at least daily`, `up to 1 d`. */
export function sayLimit({ more, say }: FiveMetric, value: number): string {
  return `${more ? 'at least' : 'up to'} ${say(value)}`;
}

const DAY = 24 * 60 * 60;

const UNITS: [seconds: number, name: string][] = [[DAY, 'd'], [60 * 60, 'h'], [60, 'min'], [1, 's']];

const FREQUENCIES: [perDay: number, name: string][] = [
  [1, 'daily'], [5 / 7, 'every working day'], [1 / 7, 'weekly'], [1 / 28, 'every four weeks'], [1 / 30, 'monthly'], [1 / 180, 'every six months'],
];

function sayTime(seconds: number): string {
  const [size, name] = UNITS.find(([each]) => seconds >= each) ?? UNITS[UNITS.length - 1];
  return `${rounded(seconds / size)} ${name}`;
}

function sayFrequency(perDay: number): string {
  const named = FREQUENCIES.find(([each]) => Math.abs(perDay / each - 1) < 0.001);
  if (named) { return named[1]; }
  if (perDay > 1) { return `${rounded(perDay)} times a day`; }
  return perDay * 7 > 1 ? `${rounded(perDay * 7)} times a week` : `every ${rounded(1 / perDay)} days`;
}

function sayPercent(percent: number): string {
  return `${rounded(percent)} %`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
