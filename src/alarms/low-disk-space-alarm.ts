import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `LowDiskSpaceAlarm`. */
export interface LowDiskSpaceAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `diskUsed` signal among its extras. */
  readonly source: ISignalSource;

  /**
   * Used disk space in percent that is too much: above 0, at most 100. The alarm goes off above it, not at it.
   *
   * @default - as recommended for the source, otherwise 80
   */
  readonly thresholdPercent?: number;
}

/**
 * Goes off when the disk of a server fills up. Servers report that with the CloudWatch agent.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class LowDiskSpaceAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: LowDiskSpaceAlarmProps) {
    super(scope, id, ALARM_TYPES.lowDiskSpace, props);
  }
}
