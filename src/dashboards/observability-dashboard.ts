import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IConstruct } from 'constructs';
import { Audience } from './audience';
import { ObservabilityDashboardProps } from './observability-dashboard-props';
import { AlarmCoverage } from '../alarms';
import { CostEstimate } from '../core';
import { resolvePlan } from './private/plan';
import { folderOf, resolveQueries, saveQueries } from './private/queries';
import { AudienceView, Link, renderDashboards } from './private/rendered-dashboards';
import { viewsOf } from './private/views';
import { costLine } from '../core/private/alarm-cost';
import { inputError } from '../core/private/input-error';

/**
 * What people look at: one dashboard for those who are responsible for the result, one for those who run it, one for those who build it.
 *
 * Operations see the state of the alarms on top, below it the golden signals of each source with the thresholds that are recommended for them.
 * What CloudWatch does not take on one dashboard goes to further ones, and what it would refuse fails the synthesis.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 */
export class ObservabilityDashboard extends Construct {
  /** The dashboard for operations, for widgets of your own; without one, that of the first audience. */
  public readonly dashboard: cloudwatch.Dashboard;

  /** All dashboards, those of one audience together. */
  public readonly dashboards: cloudwatch.Dashboard[];

  private readonly byAudience = new Map<Audience, cloudwatch.Dashboard[]>();

  constructor(scope: Construct, id: string, props: ObservabilityDashboardProps) {
    super(scope, id);
    const plan = resolvePlan(this, props);
    const queries = resolveQueries(this, plan);
    if (plan.audiences.includes(Audience.DEVELOPER)) { saveQueries(this, folderOf(this, props.dashboardName), queries); }
    this.render(props, viewsOf(this, plan, queries));
    this.dashboards = plan.audiences.flatMap((audience) => this.byAudience.get(audience) ?? []);
    this.dashboard = this.byAudience.get(Audience.OPERATIONS)?.[0] ?? this.dashboards[0];
  }

  /**
   * The dashboards of an audience, the first of which links to the others.
   *
   * @param audience one of those that the dashboard was made for
   */
  public dashboardsFor(audience: Audience): cloudwatch.Dashboard[] {
    const dashboards = this.byAudience.get(audience);
    if (dashboards) { return dashboards; }
    throw inputError(this, `'audience' must be one of ${[...this.byAudience.keys()].join(', ')}, got ${audience}. Add it to 'audiences'`);
  }

  /** What the dashboards add to the bill each month. Metrics and alarms are estimated by those who make them. */
  public costEstimate(): CostEstimate {
    return new CostEstimate([costLine('dashboard', this.dashboards.length)]);
  }

  /**
   * Which resources have an alarm and which do not, as it is now.
   *
   * @param scope a stack, a stage or any construct; the stack of the dashboard unless set
   */
  public coverage(scope?: IConstruct): AlarmCoverage {
    return AlarmCoverage.of(scope ?? Stack.of(this));
  }

  /** Each links to those that say more; so they are made from the most detailed one on. */
  private render(props: ObservabilityDashboardProps, views: AudienceView[]): void {
    let links: Link[] = [];
    for (const view of views) {
      const dashboards = renderDashboards(this, view, props, links);
      this.byAudience.set(view.audience, dashboards);
      links = [{ title: `Dashboard for ${view.audience === Audience.DEVELOPER ? 'developers' : view.audience}`, dashboard: dashboards[0] }];
    }
  }
}
