import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { DeploymentEvents } from '../signals';
import { MuteSchedule } from './mute-schedule';
import { DeploymentMute } from './private/deployment-mute';
import { MaintenanceMute } from './private/maintenance-mute';

/**
 * Keeps people from being told although an alarm is on. The alarm itself changes its state as ever, so that rollbacks and
 * dashboards see it. `Mute` makes the common ones.
 *
 * @subclassable
 */
export interface IMute {
  /**
   * While this alarm is on, nobody is told.
   *
   * @default - none: the mute does its work in `bind`
   */
  readonly suppressor?: cloudwatch.IAlarm;

  /**
   * Called once for each alarm that people hear of, after it is made.
   *
   * @param alarm a metric alarm or a composite alarm
   */
  bind(alarm: cloudwatch.IAlarm): void;
}

/** A time in which work on the system is planned. */
export interface MaintenanceOptions {
  /** When it begins. */
  readonly schedule: MuteSchedule;

  /** How long it takes: whole minutes, one minute to 15 days. */
  readonly duration: Duration;

  /**
   * The time zone of the schedule, such as `Europe/Berlin`.
   *
   * @default - UTC
   */
  readonly timezone?: string;
}

/** Makes the mutes that most teams need. */
export class Mute {
  /**
   * Nobody is told for a while after a deployment begins. Alarms that roll back the deployment should be others, or the
   * `metricAlarms` of these: those do their work as ever.
   *
   * @param deployments when deployments begin
   * @param atMost how long nobody is told, whole minutes up to one day; by default 30 minutes
   */
  public static duringDeployments(deployments: DeploymentEvents, atMost: Duration = Duration.minutes(30)): IMute {
    return new DeploymentMute(deployments, atMost);
  }

  /**
   * Nobody is told while work is planned. All alarms of a stack share the rules of one schedule.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
   */
  public static maintenance(options: MaintenanceOptions): IMute {
    return new MaintenanceMute(options);
  }

  /**
   * Nobody is told while another alarm is on: one that explains this one.
   *
   * @param alarm in the account and region of those that it mutes
   */
  public static whileAlarm(alarm: cloudwatch.IAlarm): IMute {
    return { suppressor: alarm, bind: () => {} };
  }

  private constructor() {}
}
