import { Size } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `LowFreeStorageAlarm`. */
export interface LowFreeStorageAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `freeStorage` signal among its extras. */
  readonly source: ISignalSource;

  /**
   * How much is left at least. The alarm goes off below it, not at it.
   *
   * @default - as recommended for the source
   */
  readonly minimum?: Size;
}

/**
 * Goes off when a database runs out of storage. How much is enough depends on its size, so most sources recommend
 * nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class LowFreeStorageAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: LowFreeStorageAlarmProps) {
    super(scope, id, ALARM_TYPES.lowFreeStorage, props);
  }
}
