import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `ThrottlesAlarm`. */
export interface ThrottlesAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `throttles` signal among its extras. */
  readonly source: ISignalSource;

  /**
   * How many may be refused in a period.
   *
   * @default - as recommended for the source, otherwise 0
   */
  readonly maxThrottles?: number;
}

/**
 * Goes off when AWS refuses requests because there are too many.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class ThrottlesAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: ThrottlesAlarmProps) {
    super(scope, id, ALARM_TYPES.throttles, props);
  }
}
