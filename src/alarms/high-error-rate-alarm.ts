import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `HighErrorRateAlarm`. */
export interface HighErrorRateAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have an `errors` signal. */
  readonly source: ISignalSource;

  /**
   * Failed requests in percent that are too many: above 0, at most 100. The alarm goes off above it, not at it. Only for
   * sources that report their errors in percent; those that report a number take a `SignalAlarm`.
   *
   * @default - as recommended for the source, 5 for most
   */
  readonly thresholdPercent?: number;
}

/**
 * Goes off when too large a share of the requests fails.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class HighErrorRateAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: HighErrorRateAlarmProps) {
    super(scope, id, ALARM_TYPES.highErrorRate, props);
  }
}
