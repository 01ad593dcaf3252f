import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ONE_MINUTE } from '../../core/private/periods';

/** Metrics by the names they have in a formula. */
type ById = Record<string, cloudwatch.IMetric>;

/**
 * The part in percent of the whole. A share, because one error of ten is worse than one of a million; where there is
 * nothing at all it is 0.
 */
export function percentOf(part: ById, whole: ById, label: string, period = ONE_MINUTE): cloudwatch.MathExpression {
  const all = sumOf(Object.keys(whole));
  const others = Object.fromEntries(Object.entries(whole).filter(([id]) => !(id in part)));
  return new cloudwatch.MathExpression({
    expression: `IF(${all} > 0, 100 * ${sumOf(Object.keys(part))} / ${all}, 0)`,
    usingMetrics: { ...others, ...part },
    label,
    period,
  });
}

/** All of them together; what reports nothing counts as nothing. */
export function total(metrics: ById, label: string, period = ONE_MINUTE): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({ expression: filled(Object.keys(metrics)).join(' + '), usingMetrics: metrics, label, period });
}

/** The highest of them. */
export function highest(metrics: ById, label: string, period = ONE_MINUTE): cloudwatch.IMetric {
  const [first, ...others] = Object.values(metrics);
  if (others.length === 0) { return first; }
  return new cloudwatch.MathExpression({ expression: `MAX([${Object.keys(metrics).join(', ')}])`, usingMetrics: metrics, label, period });
}

/** Metrics by ids that are unique in the graph: the prefix and a number. */
export function numbered(prefix: string, metrics: cloudwatch.IMetric[]): ById {
  return Object.fromEntries(metrics.map((metric, index) => [`${prefix}${index}`, metric]));
}

function sumOf(ids: string[]): string {
  const terms = filled(ids).join(' + ');
  return ids.length === 1 ? terms : `(${terms})`;
}

function filled(ids: string[]): string[] {
  return ids.map((id) => `FILL(${id}, 0)`);
}
