import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { PlannedTier } from './objective-plan';

/** When one of the two alarms of a tier goes off. */
export interface BurnCondition {
  readonly metric: cloudwatch.IMetric;
  /** The alarm goes off above it. */
  readonly threshold: number;
  /** All of them have to be bad. */
  readonly periods: number;
}

/** How a backend measures an objective. */
export interface ObjectiveMetrics {
  readonly attainment: cloudwatch.IMetric;
  readonly budgetLeft: cloudwatch.IMetric;
  readonly burnRate: cloudwatch.IMetric;
  /** Over the long window: the budget burns too fast. */
  over(tier: PlannedTier): BurnCondition;
  /** Over the short window: it still does. */
  still(tier: PlannedTier): BurnCondition;
}
