import * as rds from 'aws-cdk-lib/aws-rds';
import { metricsOf } from './metrics';
import { RECOMMENDED } from './recommendations';
import { nameOf } from '../../core/private/name-of';
import { SignalUnit } from '../signal';
import { GoldenSignals, ISignalSource } from '../signal-source';

export class RdsInstanceSource implements ISignalSource {
  public readonly sourceName: string;

  constructor(private readonly instance: rds.IDatabaseInstance) {
    this.sourceName = nameOf(instance);
  }

  public goldenSignals(): GoldenSignals {
    const metric = metricsOf('AWS/RDS', { DBInstanceIdentifier: this.instance.instanceIdentifier });
    return {
      cpu: {
        metric: metric('CPUUtilization', 'Average'),
        label: 'CPU utilization',
        unit: SignalUnit.PERCENT,
        recommendation: RECOMMENDED.rdsInstance.cpu,
      },
      latency: { metric: metric('ReadLatency', 'p99'), label: 'Read latency p99', unit: SignalUnit.SECONDS },
      extras: {
        connections: { metric: metric('DatabaseConnections', 'Average'), label: 'Connections', unit: SignalUnit.COUNT },
        writeLatency: { metric: metric('WriteLatency', 'p99'), label: 'Write latency p99', unit: SignalUnit.SECONDS },
        freeStorage: { metric: metric('FreeStorageSpace', 'Minimum'), label: 'Free storage', unit: SignalUnit.BYTES },
        freeMemory: { metric: metric('FreeableMemory', 'Minimum'), label: 'Freeable memory', unit: SignalUnit.BYTES },
      },
    };
  }
}
