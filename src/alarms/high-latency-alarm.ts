import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `HighLatencyAlarm`. */
export interface HighLatencyAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `latency` signal. */
  readonly source: ISignalSource;

  /**
   * How long is too long. The alarm goes off above it, not at it.
   *
   * @default - as recommended for the source
   */
  readonly threshold?: Duration;
}

/**
 * Goes off when answers take long: the slowest of a hundred, because an average hides those who wait.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class HighLatencyAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: HighLatencyAlarmProps) {
    super(scope, id, ALARM_TYPES.highLatency, props);
  }
}
