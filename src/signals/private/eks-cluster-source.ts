import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class EksClusterSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.EKS_CLUSTER;

  constructor(subject: Subject, private readonly clusterName: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('ContainerInsights', { ClusterName: this.clusterName });
    const { COUNT, PERCENT } = SignalUnit;
    return {
      // The fullest node, for pods do not move by themselves.
      cpu: this.signal('cpu', metric('node_cpu_utilization', 'Maximum'), 'CPU of the busiest node', PERCENT),
      memory: this.signal('memory', metric('node_memory_utilization', 'Maximum'), 'Memory of the fullest node', PERCENT),
      healthy: this.signal('healthy', metric('cluster_node_count', 'Minimum'), 'Nodes', COUNT),
      unhealthy: this.signal('unhealthy', metric('cluster_failed_node_count', 'Maximum'), 'Failed nodes', COUNT),
      extras: {
        diskUsed: this.signal('diskUsed', metric('node_filesystem_utilization', 'Maximum'), 'Disk of the fullest node', PERCENT),
      },
    };
  }
}
