import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { A_SIGNAL_SOURCE, inputError, requireAbility, requireAlarm, requireInRange, requirePattern, show } from '../core/private/input-error';
import { ISignalSource } from '../signals';
import { alarmRows, sectionRows } from './private/layout';
import { requireWithinLimits } from './private/limits';
import { sectionOf } from './private/panels';

/** Properties of an `ObservabilityDashboard`. */
export interface ObservabilityDashboardProps {
  /**
   * What is shown, a section for each source in this order. No two may have the same name: in an incident nobody should
   * have to guess which of them is on fire.
   */
  readonly sources: ISignalSource[];

  /**
   * Name of the dashboard, 1 to 255 letters, digits, `-` and `_`. It is unique in the account, whatever the region;
   * changing it replaces the dashboard.
   *
   * @default - CloudFormation makes a name
   */
  readonly dashboardName?: string;

  /**
   * Alarms whose state is shown on top.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * How far back the graphs go when the dashboard is opened: one minute to 455 days, which is how long CloudWatch keeps
   * metrics.
   *
   * @default Duration.hours(8)
   */
  readonly defaultTimeRange?: Duration;
}

/**
 * One page that shows how everything is doing: the state of the alarms on top, below it the golden signals of each
 * source with the thresholds that are recommended for them.
 *
 * A dashboard costs about 3 USD a month beyond the three that are free in an account.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 */
export class ObservabilityDashboard extends Construct {
  /** The dashboard itself, for widgets of your own. */
  public readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: ObservabilityDashboardProps) {
    super(scope, id);
    requireValid(this, props);
    const sections = props.sources.map(sectionOf);
    const rows = [...alarmRows(props.alarms ?? []), ...sections.flatMap(sectionRows)];
    requireWithinLimits(this, sections, rows);

    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultTimeRange ?? Duration.hours(8),
      // Otherwise the console widens the periods with the time range, and graphs no longer show what alarms see.
      periodOverride: cloudwatch.PeriodOverride.INHERIT,
      widgets: rows,
    });
  }
}

function requireValid(scope: Construct, { sources, alarms = [], dashboardName, defaultTimeRange }: ObservabilityDashboardProps): void {
  if (!Array.isArray(sources) || sources.length === 0) {
    throw inputError(scope, "'sources' must not be empty. Add what the dashboard should show, such as Signals.ecsService(service)");
  }
  for (const value of sources) { requireAbility(scope, { prop: 'sources', value, method: 'goldenSignals', expected: A_SIGNAL_SOURCE }); }
  alarms.forEach((alarm) => requireAlarm(scope, 'alarms', alarm));
  requireUniqueNames(scope, sources);
  requirePattern(scope, 'dashboardName', dashboardName, /^[A-Za-z0-9_-]{1,255}$/, '1 to 255 letters, digits, - and _');
  if (defaultTimeRange?.isUnresolved()) { return; }
  requireInRange(scope, {
    prop: 'defaultTimeRange',
    value: defaultTimeRange?.toSeconds({ integral: false }),
    min: Duration.minutes(1).toSeconds(),
    max: Duration.days(455).toSeconds(),
    unit: 'seconds',
  });
}

function requireUniqueNames(scope: Construct, sources: ISignalSource[]): void {
  const names = sources.map((source) => source.sourceName);
  const duplicate = names.find((name, index) => names.indexOf(name) < index);
  if (duplicate === undefined) { return; }
  throw inputError(scope, `'sources' must have names of their own, got ${show(duplicate)} more than once. `
    + 'Leave one out, or give it another name with Signals.named(name, source)');
}
