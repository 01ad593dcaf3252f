import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `NoTrafficAlarm`. */
export interface NoTrafficAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `requests` signal. */
  readonly source: ISignalSource;

  /**
   * How many requests there are at least in a period.
   *
   * @default 1
   */
  readonly minimumRequests?: number;
}

/**
 * Goes off when nothing is asked of the resource any more: the way to it is broken, which no error and no latency shows.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class NoTrafficAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: NoTrafficAlarmProps) {
    super(scope, id, ALARM_TYPES.noTraffic, props);
  }
}
