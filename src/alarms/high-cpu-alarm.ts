import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertRouter } from '../alerting';
import { Severity } from '../core';
import { ISignalSource } from '../signals';
import { requirePercentage } from './private/alarm-condition';
import { alarmOn, routeTo } from './private/signal-alarm';
import { A_SIGNAL_SOURCE, requireAbility } from '../core/private/input-error';

/** Properties of a `HighCpuAlarm`. */
export interface HighCpuAlarmProps {
  /** What is watched. It must have a `cpu` signal; `Signals` makes sources of most resources that have one. */
  readonly source: ISignalSource;

  /**
   * Who hears of it.
   *
   * @default - nobody: the alarm warns at synthesis unless something else gives it an action
   */
  readonly alerts?: AlertRouter;

  /**
   * How urgent it is.
   *
   * @default Severity.WARNING
   */
  readonly severity?: Severity;

  /**
   * CPU in percent that is too much: above 0, at most 100. The alarm goes off above it, not at it.
   *
   * @default - as recommended for the source, 80 for most
   */
  readonly thresholdPercent?: number;

  /**
   * How many of the latest `evaluationPeriods` must be above the threshold ("M" of M of N). Fewer make the alarm
   * faster, and more nervous.
   *
   * @default - as recommended for the source; all of `evaluationPeriods` when that is given or nothing is recommended
   */
  readonly datapointsToAlarm?: number;

  /**
   * How many of the latest periods are looked at ("N" of M of N). A period is as long as the source reports in:
   * one minute for most, five for EC2 instances. All of them together may take one day, or seven when a period is an
   * hour or longer.
   *
   * @default - as recommended for the source, otherwise 3
   */
  readonly evaluationPeriods?: number;

  /**
   * What it means when nothing is reported.
   *
   * @default - as recommended for the source: a service that reports nothing is down, an instance may have been stopped
   * on purpose; otherwise `MISSING`, which leaves the alarm as it is and then without data
   */
  readonly missingData?: cloudwatch.TreatMissingData;
}

/**
 * Goes off when CPU stays high. Works on every source that has a `cpu` signal, with what AWS recommends for its kind
 * of resource.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class HighCpuAlarm extends Construct {
  /** The alarm itself, for composites and dashboards. */
  public readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: HighCpuAlarmProps) {
    super(scope, id);
    const { source, thresholdPercent, ...overrides } = props;
    requirePercentage(this, 'thresholdPercent', thresholdPercent);
    requireAbility(this, { prop: 'source', value: source, method: 'goldenSignals', expected: A_SIGNAL_SOURCE });
    this.alarm = alarmOn(this, {
      ...overrides,
      source,
      signal: 'cpu',
      reports: 'CPU',
      threshold: thresholdPercent,
      thresholdProp: 'thresholdPercent',
      thresholdExample: 80,
    });
    routeTo(this, this.alarm, props);
  }
}
