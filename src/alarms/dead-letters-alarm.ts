import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `DeadLettersAlarm`. */
export interface DeadLettersAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `deadLetters` signal among its extras. */
  readonly source: ISignalSource;

  /**
   * How many there may be.
   *
   * @default - as recommended for the source, otherwise 0
   */
  readonly maxMessages?: number;
}

/**
 * Goes off when there are messages that nobody could process.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class DeadLettersAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: DeadLettersAlarmProps) {
    super(scope, id, ALARM_TYPES.deadLetters, props);
  }
}
