import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `QueueBacklogAlarm`. */
export interface QueueBacklogAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `backlog` signal. */
  readonly source: ISignalSource;

  /**
   * How much may wait, in the unit of the signal: the age of the oldest message, or the number of messages.
   *
   * @default - as recommended for the source
   */
  readonly maxBacklog?: number;
}

/**
 * Goes off when work waits and is not done.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class QueueBacklogAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: QueueBacklogAlarmProps) {
    super(scope, id, ALARM_TYPES.queueBacklog, props);
  }
}
