import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { inputError, requireInRange } from '../../core/private/input-error';
import { passesValidation } from '../../core/private/passes-validation';
import { requireDuration } from '../../core/private/require-duration';
import { requireMember } from '../../core/private/require-kinds';
import { AlarmRecommendation, Signal } from '../../signals';
import { SignalAlarmOptions } from '../alarm-options';
import { periodOf } from './alarm-metric';

/** Where nothing is recommended and nothing given: three bad periods in a row. */
const USUAL_PERIODS = 3;

const HOUR = Duration.hours(1).toSeconds();
const DAY = Duration.days(1).toSeconds();

/** In minutes. What CloudWatch takes, and how long a new resource may take to report. */
const WARM_UP = { least: 30, most: 2 * 24 * 60 };

/** When an alarm goes off, apart from the threshold. */
export interface AlarmCondition {
  readonly comparison: cloudwatch.ComparisonOperator;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: cloudwatch.TreatMissingData;
  /** Of one datapoint, in seconds. */
  readonly period: number;
  /** How long a new alarm may wait for data, in minutes. */
  readonly warmUpMinutes?: number;
}

/** What the user says, otherwise what is recommended; fails for what CloudWatch would refuse. */
export function resolveCondition(
  scope: Construct, signal: Signal, recommended: Partial<AlarmRecommendation>, options: SignalAlarmOptions,
): AlarmCondition {
  const evaluationPeriods = options.evaluationPeriods ?? recommended.evaluationPeriods ?? USUAL_PERIODS;
  const usual = options.evaluationPeriods === undefined ? recommended.datapointsToAlarm : undefined;
  requireMember(scope, 'missingData', options.missingData, cloudwatch.TreatMissingData, 'cloudwatch.TreatMissingData');
  const condition = {
    comparison: recommended.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    datapointsToAlarm: options.datapointsToAlarm ?? usual ?? evaluationPeriods,
    evaluationPeriods,
    missingData: options.missingData ?? recommended.missingData ?? cloudwatch.TreatMissingData.MISSING,
    period: periodOf(signal.metric),
  };
  requireWindow(scope, condition);
  return { ...condition, warmUpMinutes: warmUpOf(scope, condition, options.warmUp) };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function requireWindow(scope: Construct, { datapointsToAlarm, evaluationPeriods, period }: AlarmCondition): void {
  const known = !Token.isUnresolved(period) && !Token.isUnresolved(evaluationPeriods);
  const days = period >= HOUR ? 7 : 1;
  requireInRange(scope, {
    prop: 'evaluationPeriods',
    value: evaluationPeriods,
    min: 1,
    max: known ? Math.floor(days * DAY / period) : undefined,
    integer: true,
    fix: `CloudWatch looks back ${days === 1 ? 'one day' : 'seven days'} at most, and a period of this metric is ${sayPeriod(period)}.`,
  });
  requireInRange(scope, {
    prop: 'datapointsToAlarm',
    value: datapointsToAlarm,
    min: 1,
    max: known ? evaluationPeriods : undefined,
    integer: true,
    fix: "It counts among 'evaluationPeriods': raise that, or lower this.",
  });
}

function sayPeriod(period: number): string {
  return Token.isUnresolved(period) ? 'known at deployment' : Duration.seconds(period).toHumanString();
}

/**
 * Where silence is bad, a new alarm would go off before its resource has reported for the first time. Elsewhere there is
 * nothing to wait for.
 */
function warmUpOf(scope: Construct, { evaluationPeriods, period, missingData }: AlarmCondition, given?: Duration): number | undefined {
  requireDuration(scope, { prop: 'warmUp', value: given, unit: 'minutes', min: 0, max: WARM_UP.most, example: 'Duration.minutes(30)' });
  if (given?.isUnresolved()) { throw inputError(scope, "'warmUp' must be known at synthesis, got a token. Write Duration.minutes(30)"); }
  if (given) { return given.toMinutes() || undefined; }
  if (missingData !== cloudwatch.TreatMissingData.BREACHING || !passesValidation('WarmUpConfiguration')) { return undefined; }
  if (Token.isUnresolved(evaluationPeriods) || Token.isUnresolved(period)) { return WARM_UP.least; }
  return Math.min(WARM_UP.most, Math.max(WARM_UP.least, Math.ceil(2 * evaluationPeriods * period / 60)));
}
