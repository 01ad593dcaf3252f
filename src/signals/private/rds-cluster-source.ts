import { MeasuredSource, MetricMaker } from './measured-source';
import { Subject } from './subject';
import { FIVE_MINUTES } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { Signal, SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

/** What is known of a cluster beyond its name. */
export interface RdsClusterFacts {
  readonly identifier: string;
  /** Not so for a Multi-AZ cluster of RDS. */
  readonly aurora: boolean;
  /** Whether its capacity follows the load. */
  readonly serverless: boolean;
}

export class RdsClusterSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.RDS_CLUSTER;

  constructor(subject: Subject, private readonly facts: RdsClusterFacts) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/RDS', { DBClusterIdentifier: this.facts.identifier });
    const { BYTES, COUNT, PERCENT, SECONDS } = SignalUnit;
    return {
      // Each instance reports once a minute, so the maximum is the busiest of them: a calm reader must not hide a writer at its limit.
      cpu: this.signal('cpu', metric('CPUUtilization', 'Maximum'), 'CPU utilization', PERCENT),
      latency: this.signal('latency', metric('ReadLatency', 'p99'), 'Read latency p99', SECONDS),
      extras: {
        connections: this.signal('connections', metric('DatabaseConnections', 'Maximum'), 'Connections', COUNT),
        writeLatency: this.signal('writeLatency', metric('WriteLatency', 'p99'), 'Write latency p99', SECONDS),
        freeMemory: this.signal('freeMemory', metric('FreeableMemory', 'Minimum'), 'Freeable memory', BYTES),
        ...this.facts.aurora && this.ofAurora(metric),
        ...this.facts.serverless && { capacity: this.signal('capacity', metric('ACUUtilization', 'Maximum'), 'Capacity used', PERCENT) },
      },
    };
  }

  private ofAurora(metric: MetricMaker): Record<string, Signal> {
    const volume = this.metricsOf('AWS/RDS', { DBClusterIdentifier: this.facts.identifier }, FIVE_MINUTES);
    return {
      replicaLag: this.signal('replicaLag', metric('AuroraReplicaLagMaximum', 'Maximum'), 'Replica lag', SignalUnit.MILLISECONDS),
      volumeBytes: this.signal('volumeBytes', volume('VolumeBytesUsed', 'Maximum'), 'Volume used', SignalUnit.BYTES),
    };
  }
}
