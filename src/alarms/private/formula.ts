import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { inputError, show } from '../../core/private/input-error';
import { ONE_MINUTE } from '../../core/private/periods';

/** Metrics by the names they have in an expression. */
export type NamedMetrics = Record<string, cloudwatch.IMetric>;

/** What a formula is made of. */
export interface FormulaInput {
  readonly expression: string;
  readonly metrics: NamedMetrics;
  readonly period: Duration;
  readonly label?: string;
  /** Ends every name in the formula, so that one graph can hold several. */
  readonly suffix?: string;
}

/** Functions of metric math that find metrics themselves, so that nobody knows how many and which. */
const FINDERS = /\b(SEARCH|SELECT|METRICS|INSIGHT_RULE_METRIC|ANOMALY_DETECTION_BAND)\b/;

/**
 * A formula over formulas, with every metric in it once: listed twice, a metric would be billed twice, and names that
 * formulas from elsewhere use for different metrics would clash.
 */
export function formula(scope: Construct, { expression, metrics, period, label, suffix = '' }: FormulaInput): cloudwatch.MathExpression {
  const names = new Names(scope, period, suffix);
  return names.rename({ expression, metrics, label });
}

/** How many plain metrics formulas read together, each counted once. */
export function countMetrics(scope: Construct, metrics: NamedMetrics): number {
  const names = new Names(scope, ONE_MINUTE, '');
  names.rename({ expression: '', metrics });
  return names.plain().length;
}

class Names {
  private readonly byKey = new Map<string, { readonly name: string; readonly metric: cloudwatch.IMetric }>();
  private readonly taken = new Set<string>();

  constructor(private readonly scope: Construct, private readonly period: Duration, private readonly suffix: string) {}

  public plain(): cloudwatch.IMetric[] {
    return [...this.byKey.values()].map(({ metric }) => metric).filter((metric) => metric.toMetricConfig().metricStat);
  }

  public rename({ expression, metrics, label }: { expression: string; metrics: NamedMetrics; label?: string }): cloudwatch.MathExpression {
    const renamed = Object.entries(metrics).map(([name, metric]) => ({ from: name, ...this.add(name, metric) }));
    const to = new Map(renamed.map(({ from, name }) => [from, name]));
    return new cloudwatch.MathExpression({
      // Names begin with a small letter; functions and keywords of metric math with a capital one.
      expression: expression.replace(/\b[a-z]\w*\b/g, (name) => to.get(name) ?? name),
      usingMetrics: Object.fromEntries(renamed.map(({ name, metric }) => [name, metric])),
      period: this.period,
      label,
    });
  }

  private add(wanted: string, metric: cloudwatch.IMetric): { readonly name: string; readonly metric: cloudwatch.IMetric } {
    const own = this.withPeriod(metric);
    const key = keyOf(own);
    const known = this.byKey.get(key);
    if (known) { return known; }
    const added = { name: this.free(wanted), metric: own };
    this.byKey.set(key, added);
    return added;
  }

  private withPeriod(metric: cloudwatch.IMetric): cloudwatch.IMetric {
    const { metricStat, mathExpression } = metric.toMetricConfig();
    if (mathExpression && !FINDERS.test(mathExpression.expression)) {
      return this.rename({ expression: mathExpression.expression, metrics: mathExpression.usingMetrics });
    }
    const { with: modified } = metric as cloudwatch.Metric;
    if (metricStat && typeof modified === 'function') {
      requireSameRegion(this.scope, metricStat);
      return modified.call(metric, { period: this.period });
    }
    throw inputError(this.scope, `'indicator' must be made of metrics and formulas over them, got ${show(mathExpression?.expression ?? 'something else')}. `
      + 'Alarms take no searches and no queries: name the metrics');
  }

  private free(wanted: string): string {
    const names = [wanted, ...Array.from({ length: this.taken.size + 1 }, (_, index) => `${wanted}${index + 2}`)];
    const name = names.find((each) => !this.taken.has(each))!;
    this.taken.add(name);
    return `${name}${this.suffix}`;
  }
}

function requireSameRegion(scope: Construct, { region, metricName }: cloudwatch.MetricStatConfig): void {
  const here = Stack.of(scope).region;
  if (region === undefined || region === here || Token.isUnresolved(region) || Token.isUnresolved(here)) { return; }
  throw inputError(scope, `'indicator' must be made of metrics of the region of the stack (${here}), got ${metricName} of ${region}. `
    + `Alarms watch their own region only: put the objective into a stack in ${region}`);
}

/** Tells metrics apart by what they read, not by what graphs call them. */
function keyOf(metric: cloudwatch.IMetric): string {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  return JSON.stringify(metricStat ?? [mathExpression!.expression, Object.keys(mathExpression!.usingMetrics)]);
}
