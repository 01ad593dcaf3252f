import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `HighMemoryAlarm`. */
export interface HighMemoryAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `memory` signal. */
  readonly source: ISignalSource;

  /**
   * Memory in percent that is too much: above 0, at most 100. The alarm goes off above it, not at it.
   *
   * @default - as recommended for the source, 80 for most
   */
  readonly thresholdPercent?: number;
}

/**
 * Goes off when memory stays nearly used up.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class HighMemoryAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: HighMemoryAlarmProps) {
    super(scope, id, ALARM_TYPES.highMemory, props);
  }
}
