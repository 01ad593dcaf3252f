import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { formula } from './formula';
import { BurnCondition, ObjectiveMetrics } from './objective-metrics';
import { ObjectivePlan, PlannedTier, exact } from './objective-plan';

const HOUR = Duration.hours(1);
const DAY = Duration.days(1);

/** Measures with formulas over the metrics themselves. */
export class CloudWatchObjective implements ObjectiveMetrics {
  private readonly suffix: string;

  constructor(private readonly scope: Construct, private readonly plan: ObjectivePlan) {
    this.suffix = `_${scope.node.addr.slice(-8)}`;
  }

  // Sums that run over what a graph shows: one period as long as the window would be cut at fixed days, and CloudWatch
  // does not say how long a period may be.
  public get attainment(): cloudwatch.IMetric {
    return this.graph('Attained', 100);
  }

  public get budgetLeft(): cloudwatch.IMetric {
    return this.graph('Error budget left', exact(10_000 / this.plan.budgetPercent));
  }

  public get burnRate(): cloudwatch.IMetric {
    const ofBudget = exact(100 / this.plan.budgetPercent);
    return this.formula(`IF(total > 0, ${ofBudget} * FILL(bad, 0) / total, 0)`, HOUR, 'Burn rate', this.suffix);
  }

  public over(tier: PlannedTier): BurnCondition {
    return this.condition(tier, tier.longWindow, this.plan.minimumRequests);
  }

  // Where the long window has seen enough, a single request in the short one tells whether it is still bad.
  public still(tier: PlannedTier): BurnCondition {
    return this.condition(tier, tier.shortWindow, 0);
  }

  /** Up to a day, the window is one period. That a period may be longer is not documented, so a longer window is several days, all of them bad. */
  private condition({ burnRate }: PlannedTier, window: Duration, minimum: number): BurnCondition {
    const days = window.toDays({ integral: false });
    const period = days > 1 ? DAY : window;
    return {
      metric: this.formula(`IF(total > ${minimum}, 100 * FILL(bad, 0) / total, 0)`, period, `Bad in ${period.toHumanString()} (%)`),
      threshold: exact(burnRate * this.plan.budgetPercent),
      periods: Math.max(1, Math.floor(days)),
    };
  }

  private graph(label: string, factor: number): cloudwatch.IMetric {
    const [bad, total] = ['RUNNING_SUM(FILL(bad, 0))', 'RUNNING_SUM(FILL(total, 0))'];
    return this.formula(`IF(${total} > 0, 100 - ${factor} * ${bad} / ${total}, 100)`, HOUR, label, this.suffix);
  }

  private formula(expression: string, period: Duration, label: string, suffix?: string): cloudwatch.MathExpression {
    const { bad, total } = this.plan.measure;
    return formula(this.scope, { expression, metrics: { total, bad }, period, label, suffix });
  }
}
