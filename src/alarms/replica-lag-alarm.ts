import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `ReplicaLagAlarm`. */
export interface ReplicaLagAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `replicaLag` signal among its extras. */
  readonly source: ISignalSource;

  /**
   * How far behind is too far. The alarm goes off above it, not at it.
   *
   * @default - as recommended for the source
   */
  readonly threshold?: Duration;
}

/**
 * Goes off when a replica falls behind what it copies.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class ReplicaLagAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: ReplicaLagAlarmProps) {
    super(scope, id, ALARM_TYPES.replicaLag, props);
  }
}
