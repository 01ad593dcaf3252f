import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MeasuredSource, MetricMaker } from './measured-source';
import { percentOf, total } from './metrics';
import { Subject } from './subject';
import { healthOf } from './target-health';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class LoadBalancerSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.LOAD_BALANCER;

  /**
   * @param fullName the end of its ARN, as in `app/web/50dc6c495c0c9188`
   * @param targetGroups the full names of the groups whose health counts
   */
  constructor(subject: Subject, private readonly fullName: string, private readonly targetGroups: string[]) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/ApplicationELB', { LoadBalancer: this.fullName });
    const { SECONDS } = SignalUnit;
    return {
      requests: this.signal('requests', metric('RequestCount', 'Sum'), 'Requests', SignalUnit.COUNT),
      errors: this.signal('errors', errorRate(metric), 'Server errors', SignalUnit.PERCENT),
      latency: this.signal('latency', metric('TargetResponseTime', 'p99'), 'Response time p99', SECONDS),
      ...this.health(),
      extras: {
        ...this.latencies(metric, 'TargetResponseTime', 'Response time', SECONDS),
        errorCount: this.signal('errorCount', total(failures(metric), 'Server errors'), 'Server errors', SignalUnit.COUNT),
      },
    };
  }

  private health(): GoldenSignals {
    const { healthy, unhealthy } = healthOf(this.targetGroups.map((group) => (
      this.metricsOf('AWS/ApplicationELB', { LoadBalancer: this.fullName, TargetGroup: group }))));
    return healthy && unhealthy ? {
      healthy: this.signal('healthy', healthy, 'Healthy targets', SignalUnit.COUNT),
      unhealthy: this.signal('unhealthy', unhealthy, 'Unhealthy targets', SignalUnit.COUNT),
    } : {};
  }
}

/**
 * Requests that the load balancer answers itself, for no target took them, are not among its requests but the worst
 * errors of all.
 */
function errorRate(metric: MetricMaker): cloudwatch.IMetric {
  const { failed, unserved } = failures(metric);
  return percentOf({ failed, unserved }, { requests: metric('RequestCount', 'Sum'), unserved }, 'Server errors');
}

function failures(metric: MetricMaker): Record<'failed' | 'unserved', cloudwatch.IMetric> {
  return { failed: metric('HTTPCode_Target_5XX_Count', 'Sum'), unserved: metric('HTTPCode_ELB_5XX_Count', 'Sum') };
}
