import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Audience } from './audience';
import { BusinessMetric } from './business-metric';
import { IDashboardSection } from './dashboard-section';
import { FleetOptions } from './fleet-options';
import { LogQuery } from './log-query';
import { TracedService } from './traced-service';
import { IObjective } from '../alarms';
import { DeploymentEvents, ISignalSource } from '../signals';

/** Properties of an `ObservabilityDashboard`. */
export interface ObservabilityDashboardProps {
  /**
   * What is shown, a section for each source in this order. No two may have the same name: in an incident nobody should
   * have to guess which of them is on fire. Sources of other regions and accounts keep their own, which needs cross-account observability to be set up.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html
   */
  readonly sources: ISignalSource[];

  /**
   * Who looks: a dashboard for each. Each costs about 3 USD a month beyond the three that are free in an account.
   *
   * @default - all three; without that for executives when there is nothing to show them: no objective, no business metric, no section and no rate of errors
   */
  readonly audiences?: Audience[];

  /**
   * Name of the dashboard for operations, 1 to 255 letters, digits, `-` and `_`. The others are called after it: `orders-executive`,
   * `orders-developer`, and what does not fit on one of them `orders-2`. Names are unique in the account, whatever the region. The logical ids follow
   * the names: changing a name replaces the dashboard, and moving the construct inside its stack does not.
   *
   * @default - CloudFormation makes names
   */
  readonly dashboardName?: string;

  /**
   * Alarms whose state is shown to operations, on top; and whose runbooks are shown to developers. Those of the objectives are added.
   *
   * @default - those of the objectives
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * How far back the graphs go when a dashboard is opened: one minute to 455 days, which is how long CloudWatch keeps
   * metrics. Unless set, the dashboard for executives goes back 14 days.
   *
   * @default Duration.hours(8)
   */
  readonly defaultTimeRange?: Duration;

  /**
   * Promises to users: attainment and what is left of the error budget for executives, how fast it is used up for operations.
   *
   * @default - none
   */
  readonly objectives?: IObjective[];

  /**
   * What the business counts, against its targets; for executives.
   *
   * @default - none
   */
  readonly businessMetrics?: BusinessMetric[];

  /**
   * Questions to the logs, for developers; saved in CloudWatch Logs Insights, too.
   *
   * @default - none: CloudWatch bills what they read each time that somebody opens the dashboard
   */
  readonly logQueries?: LogQuery[];

  /**
   * Sections that somebody else fills, such as delivery metrics; last on each dashboard.
   *
   * @default - none
   */
  readonly sections?: IDashboardSection[];

  /**
   * When deployments began, for operations: above the graphs, on the same axis of time.
   *
   * @default - none
   */
  readonly deployments?: DeploymentEvents[];

  /**
   * Services of which traces are kept: links to them and what they tell, for developers.
   *
   * @default - none
   */
  readonly tracedServices?: TracedService[];

  /**
   * What readers may choose on every dashboard, such as a region; 25 at most.
   *
   * @default - none
   */
  readonly variables?: cloudwatch.IVariable[];

  /**
   * When many sources of one kind share a section on the dashboard for operations.
   *
   * @default - more than 12 of a kind do, and everything of the kind counts
   */
  readonly fleet?: FleetOptions;

  /**
   * Whose it is and where it is made, in Markdown; shown on every dashboard. Changes by hand are lost with the next deployment, so say where to make them.
   *
   * @default - none
   */
  readonly note?: string;
}
