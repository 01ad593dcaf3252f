import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmNotificationOptions } from './alarm-options';
import { HEARTBEAT, heartbeatOf } from './private/heartbeat';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `HeartbeatAlarm`. */
export interface HeartbeatAlarmProps extends AlarmNotificationOptions {
  /**
   * What is reported each time, with whatever value: a metric, no formula. Its statistic and period do not count, because the
   * alarm counts the reports.
   */
  readonly heartbeat: cloudwatch.IMetric;

  /**
   * How often there is a report at least, a minute to seven days. With `timezone`, one minute, five minutes, an hour, a day or
   * a week.
   */
  readonly every: Duration;

  /**
   * Makes the periods follow the clock of a time zone, such as `Europe/Berlin`: a backup that is due each day is missed at
   * midnight there, not 24 hours after the last.
   *
   * @default - periods slide: the time since the last report counts
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
   */
  readonly timezone?: string;

  /**
   * How many reports there are at least in a period.
   *
   * @default 1
   */
  readonly minimum?: number;

  /**
   * What a person calls what reports, such as `nightly backup`.
   *
   * @default - by the place in the construct tree
   */
  readonly heartbeatName?: string;

  /**
   * How long a new alarm waits for the first report, in whole minutes up to two days.
   *
   * @default - twice `every`, half an hour to two days; not at all with aws-cdk-lib 2.262.0 to 2.267.0, whose validation of templates takes it for
   * a mistake
   */
  readonly warmUp?: Duration;
}

/**
 * Goes off when something that should report regularly no longer does: a backup, a nightly job, a worker. What is dead
 * reports nothing, so silence is what is bad.
 */
export class HeartbeatAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: HeartbeatAlarmProps) {
    super(scope, id, HEARTBEAT, props, (self) => heartbeatOf(self, props));
  }
}
