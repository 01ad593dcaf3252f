import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { inputError, requireInRange } from '../../core/private/input-error';
import { AlarmRecommendation, ISignalSource, Signal } from '../../signals';

/** Where nothing is recommended and nothing given: three bad periods in a row. */
const USUAL_PERIODS = 3;

const HOUR = Duration.hours(1).toSeconds();
const DAY = Duration.days(1).toSeconds();

/** When an alarm goes off, with nothing left open. */
export interface AlarmCondition {
  readonly threshold: number;
  readonly comparison: cloudwatch.ComparisonOperator;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: cloudwatch.TreatMissingData;
  readonly period: Duration;
}

/** What the user may say about the condition. */
export interface ConditionInput {
  readonly source: ISignalSource;
  readonly signal: string;
  readonly threshold?: number;
  readonly thresholdProp: string;
  readonly thresholdExample: number;
  readonly datapointsToAlarm?: number;
  readonly evaluationPeriods?: number;
  readonly missingData?: cloudwatch.TreatMissingData;
}

/** What the user says, otherwise what is recommended for the signal; fails for what CloudWatch would refuse. */
export function resolveCondition(scope: Construct, signal: Signal, input: ConditionInput): AlarmCondition {
  const recommended: Partial<AlarmRecommendation> = signal.recommendation ?? {};
  const evaluationPeriods = input.evaluationPeriods ?? recommended.evaluationPeriods ?? USUAL_PERIODS;
  const usual = input.evaluationPeriods === undefined ? recommended.datapointsToAlarm : undefined;
  const condition = {
    threshold: input.threshold ?? recommended.threshold ?? failWithoutThreshold(scope, input),
    comparison: recommended.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    datapointsToAlarm: input.datapointsToAlarm ?? usual ?? evaluationPeriods,
    evaluationPeriods,
    missingData: input.missingData ?? recommended.missingData ?? cloudwatch.TreatMissingData.MISSING,
    period: periodOf(signal.metric),
  };
  requireWindow(scope, condition);
  return condition;
}

function failWithoutThreshold(scope: Construct, { source, signal, thresholdProp, thresholdExample }: ConditionInput): never {
  throw inputError(scope, `'${thresholdProp}' must be set: nothing is recommended for the ${signal} signal of '${source.sourceName}'. `
    + `Set what is too much for it, such as ${thresholdExample}`);
}

/** Fails for a threshold that a share of a whole never crosses, or always does. */
export function requirePercentage(scope: Construct, prop: string, value: number | undefined): void {
  if (value === undefined || Token.isUnresolved(value) || (value > 0 && value <= 100)) { return; }
  throw inputError(scope, `'${prop}' must be above 0 and at most 100 percent, got ${value}`);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function requireWindow(scope: Construct, { datapointsToAlarm, evaluationPeriods, period }: AlarmCondition): void {
  if (period.isUnresolved() || Token.isUnresolved(evaluationPeriods)) { return; }
  const seconds = period.toSeconds();
  const days = seconds >= HOUR ? 7 : 1;
  requireInRange(scope, {
    prop: 'evaluationPeriods',
    value: evaluationPeriods,
    min: 1,
    max: Math.floor(days * DAY / seconds),
    integer: true,
    fix: `CloudWatch looks back ${days === 1 ? 'one day' : 'seven days'} at most, and a period of this metric is ${period.toHumanString()}.`,
  });
  requireInRange(scope, {
    prop: 'datapointsToAlarm',
    value: datapointsToAlarm,
    min: 1,
    max: evaluationPeriods,
    integer: true,
    fix: "It counts among 'evaluationPeriods': raise that, or lower this.",
  });
}

function periodOf(metric: cloudwatch.IMetric): Duration {
  const { metricStat, mathExpression, searchExpression } = metric.toMetricConfig();
  return metricStat?.period ?? Duration.seconds((mathExpression ?? searchExpression)!.period);
}
