import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmKind, Severity } from '../core';

/** What the values of a signal count, so that dashboards can label an axis. */
export enum SignalUnit {
  /** Number of things, such as requests or tasks. */
  COUNT = 'Count',
  /** Share of a whole, 0 to 100. */
  PERCENT = 'Percent',
  /** Duration in seconds. */
  SECONDS = 'Seconds',
  /** Duration in milliseconds. */
  MILLISECONDS = 'Milliseconds',
  /** Size in bytes. */
  BYTES = 'Bytes',
}

/**
 * When a signal is bad, as recommended for its kind of resource.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export interface AlarmRecommendation {
  /** The value that the metric is compared with, in the unit of the signal. */
  readonly threshold: number;

  /**
   * How the metric is compared with the threshold.
   *
   * @default cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
   */
  readonly comparison?: cloudwatch.ComparisonOperator;

  /** How many of the latest `evaluationPeriods` datapoints must be bad ("M" of M of N). */
  readonly datapointsToAlarm: number;

  /** How many of the latest datapoints are looked at ("N" of M of N). */
  readonly evaluationPeriods: number;

  /**
   * What a period without data means for this kind of resource.
   *
   * @default cloudwatch.TreatMissingData.MISSING
   */
  readonly missingData?: cloudwatch.TreatMissingData;

  /**
   * How urgent it is.
   *
   * @default Severity.WARNING
   */
  readonly severity?: Severity;

  /**
   * The page that the numbers rest on.
   *
   * @default - none
   */
  readonly reference?: string;
}

/** One number that says how a resource is doing, and when it is bad. */
export interface Signal {
  /** The metric, with the statistic and period it should be read with. */
  readonly metric: cloudwatch.IMetric;

  /** What a person calls it, such as `CPU utilization`. */
  readonly label: string;

  /** What its values count. */
  readonly unit: SignalUnit;

  /**
   * When it is bad.
   *
   * @default - no recommendation: an alarm on it needs a threshold
   */
  readonly recommendation?: AlarmRecommendation;

  /**
   * What an alarm on it is about; decides the built-in runbook.
   *
   * @default - by the name of the signal: `cpu` is AlarmKind.CPU, and so on; otherwise AlarmKind.OTHER
   */
  readonly kind?: AlarmKind;
}
