import { Duration, TimeZone } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';

/** Other limits from a moment on, until another schedule sets others. */
export interface ScalingSchedule {
  /** When the limits take effect, such as `appscaling.Schedule.cron({ hour: '7', minute: '30', weekDay: 'MON-FRI' })`. */
  readonly schedule: appscaling.Schedule;

  /**
   * The time zone of `schedule`.
   *
   * @default - UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * Tasks that always run from then on.
   *
   * @default - as before
   */
  readonly minTasks?: number;

  /**
   * Tasks that run at most from then on.
   *
   * @default - as before
   */
  readonly maxTasks?: number;
}

/**
 * How many tasks run, and what makes it more or fewer. Where several targets are set, the one that asks for the most tasks wins.
 *
 * During a deployment that runs both versions the average CPU and memory per task halve, and nothing is scaled in; only
 * requests per task tell the load as it is.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export interface ScalingOptions {
  /**
   * Tasks that always run; at least 1. The first deployment starts with one; as soon as it is complete, the others follow.
   *
   * @default 2
   */
  readonly minTasks?: number;

  /**
   * Tasks that run at most; at least `minTasks`.
   *
   * @default 10
   */
  readonly maxTasks?: number;

  /**
   * Average CPU utilization that scaling aims at, 1 to 100 percent.
   *
   * @default 60
   */
  readonly cpuPercent?: number;

  /**
   * Average memory utilization that scaling aims at, 1 to 100 percent.
   *
   * Many applications never give memory back: the service then stays large.
   *
   * @default - memory does not scale
   */
  readonly memoryPercent?: number;

  /**
   * Requests per task and minute that scaling aims at, above 0, summed over both target groups. Needs a load balancer.
   *
   * @default - requests do not scale
   */
  readonly requestsPerTask?: number;

  /**
   * Other limits at certain times. An update of the stack that changes `minTasks` or `maxTasks` sets those, until the next
   * schedule takes effect.
   *
   * @default - none
   */
  readonly schedules?: ScalingSchedule[];

  /**
   * How long after a reduction the next may follow. Whole seconds.
   *
   * @default Duration.seconds(300)
   */
  readonly scaleInCooldown?: Duration;

  /**
   * How long an increase is given to take effect before the next. Whole seconds.
   *
   * @default Duration.seconds(60)
   */
  readonly scaleOutCooldown?: Duration;
}
