import { isBurstable } from './burstable';
import { MeasuredSource, MetricMaker } from './measured-source';
import { Subject } from './subject';
import { FIVE_MINUTES } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { Signal, SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

/** What is known of a database beyond its name. */
export interface RdsInstanceFacts {
  readonly identifier: string;
  readonly instanceClass?: string;
  /** Unknown for databases from elsewhere. */
  readonly allocatedBytes?: number;
  /** Instances of Aurora share a volume that grows by itself, and their replicas report under another name. */
  readonly aurora?: boolean;
  readonly replica?: boolean;
}

export class RdsInstanceSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.RDS_INSTANCE;

  constructor(subject: Subject, private readonly facts: RdsInstanceFacts) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/RDS', { DBInstanceIdentifier: this.facts.identifier });
    const { BYTES, COUNT, PERCENT, SECONDS } = SignalUnit;
    return {
      cpu: this.signal('cpu', metric('CPUUtilization', 'Average'), 'CPU utilization', PERCENT),
      latency: this.signal('latency', metric('ReadLatency', 'p99'), 'Read latency p99', SECONDS),
      extras: {
        connections: this.signal('connections', metric('DatabaseConnections', 'Average'), 'Connections', COUNT),
        writeLatency: this.signal('writeLatency', metric('WriteLatency', 'p99'), 'Write latency p99', SECONDS),
        ...this.storage(metric),
        freeMemory: this.signal('freeMemory', metric('FreeableMemory', 'Minimum'), 'Freeable memory', BYTES),
        ...this.lag(metric),
        ...this.credits(),
      },
    };
  }

  private storage(metric: MetricMaker): Record<string, Signal> {
    const { aurora, allocatedBytes } = this.facts;
    // What Aurora has locally is for temporary files; it follows from the instance class.
    return aurora
      ? { freeLocalStorage: this.signal('freeLocalStorage', metric('FreeLocalStorage', 'Minimum'), 'Free local storage', SignalUnit.BYTES) }
      : { freeStorage: this.signal('freeStorage', metric('FreeStorageSpace', 'Minimum'), 'Free storage', SignalUnit.BYTES, allocatedBytes) };
  }

  private lag(metric: MetricMaker): Record<string, Signal> {
    const { aurora, replica } = this.facts;
    return replica && !aurora ? { replicaLag: this.signal('replicaLag', metric('ReplicaLag', 'Maximum'), 'Replica lag', SignalUnit.SECONDS) } : {};
  }

  private credits(): Record<string, Signal> {
    const { identifier, instanceClass } = this.facts;
    if (!isBurstable(instanceClass)) { return {}; }
    const metric = this.metricsOf('AWS/RDS', { DBInstanceIdentifier: identifier }, FIVE_MINUTES);
    return { cpuCredits: this.signal('cpuCredits', metric('CPUCreditBalance', 'Minimum'), 'CPU credits', SignalUnit.COUNT) };
  }
}
