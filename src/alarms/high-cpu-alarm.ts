import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `HighCpuAlarm`. */
export interface HighCpuAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `cpu` signal; `Signals` makes sources of most resources that have one. */
  readonly source: ISignalSource;

  /**
   * CPU in percent that is too much: above 0, at most 100. The alarm goes off above it, not at it.
   *
   * @default - as recommended for the source, 80 for most
   */
  readonly thresholdPercent?: number;
}

/**
 * Goes off when CPU stays high. Works on every source that has a `cpu` signal, with what AWS recommends for its kind
 * of resource.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class HighCpuAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: HighCpuAlarmProps) {
    super(scope, id, ALARM_TYPES.highCpu, props);
  }
}
