import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class EcsServiceSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.ECS_SERVICE;

  constructor(subject: Subject, private readonly clusterName: string, private readonly serviceName: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    // Service metrics exist for every launch type; cluster CPU does not exist on Fargate.
    const metric = this.metricsOf('AWS/ECS', { ClusterName: this.clusterName, ServiceName: this.serviceName });
    return {
      cpu: this.signal('cpu', metric('CPUUtilization', 'Average'), 'CPU utilization', SignalUnit.PERCENT),
      memory: this.signal('memory', metric('MemoryUtilization', 'Average'), 'Memory utilization', SignalUnit.PERCENT),
    };
  }
}
