import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { healthOf } from './target-health';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class NetworkLoadBalancerSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.NETWORK_LOAD_BALANCER;

  /**
   * @param fullName the end of its ARN, as in `net/web/50dc6c495c0c9188`
   * @param targetGroups the full names of the groups whose health counts
   */
  constructor(subject: Subject, private readonly fullName: string, private readonly targetGroups: string[]) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/NetworkELB', { LoadBalancer: this.fullName });
    const { COUNT, BYTES } = SignalUnit;
    return {
      requests: this.signal('requests', metric('NewFlowCount', 'Sum'), 'New connections', COUNT),
      ...this.health(),
      extras: {
        connections: this.signal('connections', metric('ActiveFlowCount', 'Average'), 'Open connections', COUNT),
        processedBytes: this.signal('processedBytes', metric('ProcessedBytes', 'Sum'), 'Processed bytes', BYTES),
        // A network load balancer does not look into what it carries: resets are the closest to errors that it knows.
        targetResets: this.signal('targetResets', metric('TCP_Target_Reset_Count', 'Sum'), 'Resets by targets', COUNT),
        portAllocationErrors: this.signal('portAllocationErrors', metric('PortAllocationErrorCount', 'Sum'), 'Port allocation errors', COUNT),
      },
    };
  }

  private health(): GoldenSignals {
    const { healthy, unhealthy } = healthOf(this.targetGroups.map((group) => (
      this.metricsOf('AWS/NetworkELB', { LoadBalancer: this.fullName, TargetGroup: group }))));
    return healthy && unhealthy ? {
      healthy: this.signal('healthy', healthy, 'Healthy targets', SignalUnit.COUNT),
      unhealthy: this.signal('unhealthy', unhealthy, 'Unhealthy targets', SignalUnit.COUNT),
    } : {};
  }
}
