import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { RECOMMENDED } from './recommendations';
import { nameOf } from '../../core/private/name-of';
import { ONE_MINUTE } from '../../core/private/periods';
import { Signal, SignalUnit } from '../signal';
import { GoldenSignals, ISignalSource } from '../signal-source';

export class LoadBalancerSource implements ISignalSource {
  public readonly sourceName: string;

  constructor(private readonly loadBalancer: elbv2.IApplicationLoadBalancer, private readonly targetGroups: elbv2.IApplicationTargetGroup[]) {
    this.sourceName = nameOf(loadBalancer);
  }

  public goldenSignals(): GoldenSignals {
    const { metrics } = this.loadBalancer;
    const requests = metrics.requestCount({ period: ONE_MINUTE });
    return {
      requests: { metric: requests, label: 'Requests', unit: SignalUnit.COUNT },
      errors: {
        metric: errorRate({
          requests,
          failed: metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT, { period: ONE_MINUTE }),
          unserved: metrics.httpCodeElb(elbv2.HttpCodeElb.ELB_5XX_COUNT, { period: ONE_MINUTE }),
        }),
        label: 'Server errors',
        unit: SignalUnit.PERCENT,
        recommendation: RECOMMENDED.loadBalancer.errors,
      },
      latency: {
        metric: metrics.targetResponseTime({ statistic: 'p99', period: ONE_MINUTE }),
        label: 'Response time p99',
        unit: SignalUnit.SECONDS,
        recommendation: RECOMMENDED.loadBalancer.latency,
      },
      ...this.health(),
    };
  }

  private health(): GoldenSignals {
    if (this.targetGroups.length === 0) { return {}; }
    return {
      healthy: this.overGroups('healthy', 'Healthy targets', (group) => group.metrics.healthyHostCount({ statistic: 'Minimum', period: ONE_MINUTE })),
      unhealthy: {
        ...this.overGroups('unhealthy', 'Unhealthy targets', (group) => group.metrics.unhealthyHostCount({ statistic: 'Maximum', period: ONE_MINUTE })),
        recommendation: RECOMMENDED.loadBalancer.unhealthy,
      },
    };
  }

  /** The sum over all groups. The ids differ between sums, so that one graph can hold several. */
  private overGroups(id: string, label: string, metricOf: (group: elbv2.IApplicationTargetGroup) => cloudwatch.IMetric): Signal {
    const usingMetrics = Object.fromEntries(this.targetGroups.map((group, index) => [`${id}${index}`, metricOf(group)]));
    const sum = Object.keys(usingMetrics).map((metric) => `FILL(${metric}, 0)`).join(' + ');
    return { metric: new cloudwatch.MathExpression({ expression: sum, usingMetrics, label, period: ONE_MINUTE }), label, unit: SignalUnit.COUNT };
  }
}

/**
 * Percent of requests; a rate, because one error of ten is worse than one of a million. Requests that the load balancer
 * answers itself, for no target took them, are not among its requests but the worst errors of all.
 */
function errorRate(usingMetrics: Record<'requests' | 'failed' | 'unserved', cloudwatch.IMetric>): cloudwatch.MathExpression {
  const all = '(FILL(requests, 0) + FILL(unserved, 0))';
  return new cloudwatch.MathExpression({
    expression: `IF(${all} > 0, 100 * (FILL(failed, 0) + FILL(unserved, 0)) / ${all}, 0)`,
    usingMetrics,
    label: 'Server errors',
    period: ONE_MINUTE,
  });
}
