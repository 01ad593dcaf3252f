import { Token } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { Severity } from '../../core';
import { inputError, requireInRange, show } from '../../core/private/input-error';
import { requireMember } from '../../core/private/require-kinds';
import { AlarmRecommendation } from '../../signals';
import { AnomalyOptions, Detection, SeverityThresholds } from '../detection';

/** What one alarm looks for, and whom it concerns. */
export interface Watch {
  /** Of the alarm in the construct tree. */
  readonly id: string;
  readonly severity: Severity;
  readonly threshold?: number;
  readonly anomaly?: Required<Pick<AnomalyOptions, 'bandWidth'>> & AnomalyOptions;
}

/** What decides about the alarms on a signal. */
export interface WatchInput {
  readonly detection?: Detection;
  readonly severity?: Severity;
  /** What the user gave for one threshold, and the prop that took it. */
  readonly threshold?: number;
  readonly prop: string;
  readonly example: string;
  readonly signalName: string;
  readonly sourceName: string;
  readonly recommended: Partial<AlarmRecommendation>;
}

/** The most urgent first. */
const BY_URGENCY: [keyof SeverityThresholds, Severity, string][] = [
  ['critical', Severity.CRITICAL, 'Critical'],
  ['warning', Severity.WARNING, 'Warning'],
  ['informational', Severity.INFORMATIONAL, 'Informational'],
];

/** The alarms that a signal gets, the most urgent first. */
export function resolveWatches(scope: Construct, input: WatchInput): Watch[] {
  const { detection, severity } = input;
  requireDetection(scope, detection);
  requireMember(scope, 'severity', severity, Severity, 'Severity');
  const thresholds = thresholdsOf(scope, detection);
  if (thresholds !== undefined && !detection?._anomaly && Object.keys(thresholds).length === 0) {
    throw inputError(scope, "'detection' must have a threshold, got none. Write Detection.threshold({ critical: 90 }), or Detection.recommended()");
  }
  const anomaly = anomalyOf(scope, detection);
  return [
    ...anomaly && !thresholds ? [] : thresholds && Object.keys(thresholds).length > 0 ? bySeverity(scope, input, thresholds) : [single(scope, input)],
    ...anomaly ? [{ id: 'Anomaly', severity: severity ?? Severity.WARNING, anomaly }] : [],
  ].map((watch) => requireOneThreshold(scope, input, watch));
}

function requireDetection(scope: Construct, detection: Detection | undefined): void {
  if (detection === undefined || (typeof detection === 'object' && detection !== null && '_thresholds' in detection && '_anomaly' in detection)) { return; }
  throw inputError(scope, `'detection' must be a Detection, such as Detection.threshold({ critical: 90, warning: 75 }), got ${show(detection)}`);
}

function single(scope: Construct, { severity, threshold, recommended, prop, example, signalName, sourceName }: WatchInput): Watch {
  const limit = threshold ?? recommended.threshold;
  if (limit === undefined) {
    throw inputError(scope, `'${prop}' must be set: nothing is recommended for the ${signalName} signal of '${sourceName}'. `
      + `Set what is ${recommended.comparison?.startsWith('Less') ? 'too little' : 'too much'} for it, such as ${example}`);
  }
  return { id: 'Alarm', severity: severity ?? recommended.severity ?? Severity.WARNING, threshold: limit };
}

function bySeverity(scope: Construct, { severity, recommended: { comparison } }: WatchInput, thresholds: SeverityThresholds): Watch[] {
  const watches = BY_URGENCY.map(([name, each, id]) => ({ id, severity: each, threshold: thresholds[name]! }))
    .filter((watch) => watch.threshold !== undefined);
  if (severity !== undefined && watches.every((watch) => watch.severity !== severity)) {
    throw inputError(scope, `'severity' must not be given with a threshold for each severity, got ${show(severity)}. Leave it out`);
  }
  const below = comparison === ComparisonOperator.LESS_THAN_THRESHOLD || comparison === ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD;
  watches.slice(1).forEach((watch, index) => {
    const [urgent, other] = [watches[index], watch];
    if (Token.isUnresolved(urgent.threshold) || Token.isUnresolved(other.threshold)) { return; }
    if (below ? urgent.threshold < other.threshold : urgent.threshold > other.threshold) { return; }
    throw inputError(scope, `'detection' must have a ${urgent.severity} threshold ${below ? 'below' : 'above'} the ${other.severity} one, `
      + `got ${urgent.threshold} and ${other.threshold}. The more urgent one is to go off later`);
  });
  return watches;
}

function thresholdsOf(scope: Construct, detection?: Detection): SeverityThresholds | undefined {
  const thresholds: SeverityThresholds | undefined | null = detection?._thresholds;
  if (thresholds === undefined) { return undefined; }
  if (typeof thresholds !== 'object' || thresholds === null) {
    throw inputError(scope, `'detection' must have thresholds by severity, such as { critical: 90, warning: 75 }, got ${show(thresholds)}`);
  }
  const entries = BY_URGENCY.map(([name]) => [name, thresholds[name]] as const).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    if (Token.isUnresolved(value) || (typeof value === 'number' && Number.isFinite(value))) { continue; }
    throw inputError(scope, `'${name}' must be a number in the unit of the signal, got ${show(value)}`);
  }
  return Object.fromEntries(entries);
}

function anomalyOf(scope: Construct, detection?: Detection): Watch['anomaly'] {
  const given: AnomalyOptions | undefined | null = detection?._anomaly;
  if (given === undefined) { return undefined; }
  if (typeof given !== 'object' || given === null) { throw inputError(scope, `'detection' must have options such as { bandWidth: 3 }, got ${show(given)}`); }
  const { bandWidth = 3, floor } = given;
  if (Token.isUnresolved(bandWidth) || typeof bandWidth !== 'number' || !(bandWidth > 0 && bandWidth <= 100)) {
    throw inputError(scope, `'bandWidth' must be above 0 and at most 100 standard deviations, got ${show(bandWidth)}`);
  }
  requireInRange(scope, { prop: 'floor', value: floor, min: Number.NEGATIVE_INFINITY });
  return { bandWidth, floor };
}

/** Two ways of saying the same, of which one would lose silently. */
function requireOneThreshold(scope: Construct, { threshold, prop, detection }: WatchInput, watch: Watch): Watch {
  if (threshold === undefined || watch.id === 'Alarm' || (watch.anomaly && detection?._thresholds && Object.keys(detection._thresholds).length === 0)) { return watch; }
  throw inputError(scope, `'${prop}' must not be given with a 'detection' that does without it, got both. Leave out one of them`);
}
