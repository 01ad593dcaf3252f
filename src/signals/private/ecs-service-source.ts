import * as ecs from 'aws-cdk-lib/aws-ecs';
import { metricsOf } from './metrics';
import { RECOMMENDED } from './recommendations';
import { nameOf } from '../../core/private/name-of';
import { SignalUnit } from '../signal';
import { GoldenSignals, ISignalSource } from '../signal-source';

export class EcsServiceSource implements ISignalSource {
  public readonly sourceName: string;

  constructor(private readonly service: ecs.IBaseService) {
    this.sourceName = nameOf(service);
  }

  public goldenSignals(): GoldenSignals {
    // Service metrics exist for every launch type; cluster CPU does not exist on Fargate.
    const metric = metricsOf('AWS/ECS', { ClusterName: this.service.cluster.clusterName, ServiceName: this.service.serviceName });
    return {
      cpu: {
        metric: metric('CPUUtilization', 'Average'),
        label: 'CPU utilization',
        unit: SignalUnit.PERCENT,
        recommendation: RECOMMENDED.ecsService.cpu,
      },
      memory: {
        metric: metric('MemoryUtilization', 'Average'),
        label: 'Memory utilization',
        unit: SignalUnit.PERCENT,
        recommendation: RECOMMENDED.ecsService.memory,
      },
    };
  }
}
