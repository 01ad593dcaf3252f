import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `DatabaseConnectionsAlarm`. */
export interface DatabaseConnectionsAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `connections` signal among its extras. */
  readonly source: ISignalSource;

  /**
   * How many may be open.
   *
   * @default - as recommended for the source
   */
  readonly maxConnections?: number;
}

/**
 * Goes off when a database has nearly as many connections as it takes. How many that are depends on the size of the
 * database, so most sources recommend nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class DatabaseConnectionsAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: DatabaseConnectionsAlarmProps) {
    super(scope, id, ALARM_TYPES.databaseConnections, props);
  }
}
