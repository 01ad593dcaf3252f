import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { Panel, Section } from './panels';
import { inputError } from '../../core/private/input-error';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MAX_WIDGETS = 500;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_METRICS = 2500;
const MAX_METRICS_PER_WIDGET = 500;

/** Fails for a dashboard that CloudWatch would refuse; CloudFormation only finds out when it deploys. */
export function requireWithinLimits(scope: Construct, sections: Section[], rows: cloudwatch.IWidget[][]): void {
  const panels = sections.flatMap((section) => section.panels);
  const sum = (metrics: number, panel: Panel) => metrics + metricsIn(panel);
  requireAtMost(scope, MAX_WIDGETS, 'widgets', rows.flat().length, sections);
  requireAtMost(scope, MAX_METRICS, 'metrics, with those inside formulas', panels.reduce(sum, 0), sections);
  panels.forEach((panel) => requireAtMost(scope, MAX_METRICS_PER_WIDGET, `metrics in the graph '${panel.title}'`, metricsIn(panel), sections));
}

function requireAtMost(scope: Construct, max: number, what: string, actual: number, sections: Section[]): void {
  if (actual <= max) { return; }
  throw inputError(scope, `'sources' must need at most ${max} ${what}, got ${actual} for ${sections.length} sources. `
    + 'Split them over several dashboards');
}

function metricsIn({ signals }: Panel): number {
  return signals.reduce((metrics, { metric }) => metrics + count(metric), 0);
}

function count(metric: cloudwatch.IMetric): number {
  const inputs = Object.values(metric.toMetricConfig().mathExpression?.usingMetrics ?? {});
  return inputs.reduce((metrics, input) => metrics + count(input), inputs.length === 0 ? 1 : 0);
}
