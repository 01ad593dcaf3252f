import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of an `UnhealthyTargetsAlarm`. */
export interface UnhealthyTargetsAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have an `unhealthy` signal. */
  readonly source: ISignalSource;

  /**
   * How many may fail it at the same time.
   *
   * @default - as recommended for the source, otherwise 0
   */
  readonly maxUnhealthy?: number;
}

/**
 * Goes off when targets, tasks or instances keep failing their health check.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class UnhealthyTargetsAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: UnhealthyTargetsAlarmProps) {
    super(scope, id, ALARM_TYPES.unhealthyTargets, props);
  }
}
