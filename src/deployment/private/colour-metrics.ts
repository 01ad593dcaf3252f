import { Fn } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { BalancedTraffic } from './traffic';
import { ONE_MINUTE } from '../../core/private/periods';

/**
 * Metrics over both target groups of a service: the colours swap with every deployment, so one alone is right every
 * second time only.
 */

/** Metrics of one colour and the expression over them; `#` stands for the colour's number. */
export interface ColourMetric {
  readonly expression: string;
  readonly metrics: { [name: string]: MetricName };
}

/** The name of a metric of target groups, and its statistic. */
export type MetricName = [metricName: string, statistic: string];

/** How the two colours become one number. */
export type Combination = 'worst' | 'sum';

/** What tells metrics apart that show the same. */
export type ColourMetricOptions = Pick<cloudwatch.MetricOptions, 'period' | 'label' | 'color' | 'region' | 'account'>;

/** Failed requests in percent. */
export function errorRate(): ColourMetric {
  return {
    // A request that no target took is not among the requests of the group: a version that crashes would look fine.
    expression: 'IF(FILL(requests#, 0) + FILL(refused#, 0) > 0, ' +
      '100 * (FILL(errors#, 0) + FILL(refused#, 0)) / (FILL(requests#, 0) + FILL(refused#, 0)), 0)',
    metrics: {
      requests: ['RequestCount', 'Sum'],
      errors: ['HTTPCode_Target_5XX_Count', 'Sum'],
      refused: ['TargetConnectionErrorCount', 'Sum'],
    },
  };
}

/** Response time in seconds. */
export function latency(statistic = 'p99'): ColourMetric {
  return { expression: 'FILL(latency#, 0)', metrics: { latency: ['TargetResponseTime', statistic] } };
}

/** Targets that fail their health check. */
export function unhealthyTargets(): ColourMetric {
  return { expression: 'FILL(unhealthy#, 0)', metrics: { unhealthy: ['UnHealthyHostCount', 'Maximum'] } };
}

/** Requests per task and period. CloudWatch gives the average per target as the sum. */
export function requestsPerTask(): ColourMetric {
  return { expression: 'FILL(requests#, 0)', metrics: { requests: ['RequestCountPerTarget', 'Sum'] } };
}

/** One metric over both colours. */
export function overColours(
  traffic: BalancedTraffic, { expression, metrics }: ColourMetric, combination: Combination, options: ColourMetricOptions = {},
): cloudwatch.MathExpression {
  const { period = ONE_MINUTE, label, color, region, account } = options;
  const parts = [traffic.blue, traffic.green].map((colour, index) => ({
    expression: expression.replace(/#/g, String(index)),
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [`${name}${index}`, metricOf(traffic, colour, metric, { period, region, account })])),
  }));
  return new cloudwatch.MathExpression({
    expression: combine(parts.map((part) => part.expression), combination),
    usingMetrics: Object.assign({}, ...parts.map((part) => part.metrics)),
    period,
    label,
    color,
  });
}

/**
 * The full names of the load balancer and its two target groups, which tell their metrics from others. The dimensions of
 * the L2 take the load balancer's name out of the listener's ARN, which makes each of them five times as long.
 */
export function namesOf({ loadBalancer, blue, green }: BalancedTraffic): string[] {
  return [fullNameOf(loadBalancer), blue.targetGroupFullName, green.targetGroupFullName];
}

/** What tells the metrics of one colour from others. */
export function dimensionsOf({ loadBalancer }: BalancedTraffic, colour: elbv2.ApplicationTargetGroup) {
  return { LoadBalancer: fullNameOf(loadBalancer), TargetGroup: colour.targetGroupFullName };
}

/** Says the colours' expressions as one. */
export function combine(expressions: string[], combination: Combination): string {
  return combination === 'sum' ? expressions.join(' + ') : `MAX([${expressions.join(', ')}])`;
}

function metricOf(
  traffic: BalancedTraffic, colour: elbv2.ApplicationTargetGroup, [metricName, statistic]: MetricName, options: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: 'AWS/ApplicationELB', metricName, statistic, dimensionsMap: dimensionsOf(traffic, colour), ...options });
}

/** An imported load balancer knows its ARN only. */
function fullNameOf(loadBalancer: elbv2.IApplicationLoadBalancer): string {
  const known = (loadBalancer as Partial<elbv2.ApplicationLoadBalancer>).loadBalancerFullName;
  return known ?? Fn.select(1, Fn.split(':loadbalancer/', loadBalancer.loadBalancerArn));
}
