import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { isBurstable } from './burstable';
import { MeasuredSource } from './measured-source';
import { highest, numbered, total } from './metrics';
import { Subject } from './subject';
import { FIVE_MINUTES, ONE_MINUTE } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { Signal, SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

/** What is known of a cache. */
export interface ElastiCacheFacts {
  /** A replication group reports under the ids of its clusters only. */
  readonly clusterIds: string[];
  readonly memcached: boolean;
  readonly replicas: boolean;
  readonly nodeType?: string;
}

/** A formula of an alarm holds ten metrics; more nodes than that are seen on a dashboard. */
const MOST_CLUSTERS = 10;

export class ElastiCacheSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.ELASTICACHE;

  constructor(subject: Subject, private readonly facts: ElastiCacheFacts) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const { memcached } = this.facts;
    const { BYTES, COUNT, PERCENT } = SignalUnit;
    return {
      requests: this.signal('requests', this.sum(memcached ? 'CmdGet' : 'GetTypeCmds', 'reads', 'Reads'), 'Reads', COUNT),
      // The engine of Valkey and Redis runs in one thread: it can be at its limit while the host is not.
      cpu: this.signal('cpu', this.worst(memcached ? 'CPUUtilization' : 'EngineCPUUtilization', 'cpu', 'CPU utilization', 'Average'), 'CPU utilization', PERCENT),
      ...!memcached && {
        memory: this.signal('memory', this.worst('DatabaseMemoryUsagePercentage', 'memory', 'Memory used', 'Average'), 'Memory used', PERCENT),
      },
      extras: {
        connections: this.signal('connections', this.worst('CurrConnections', 'connections', 'Connections', 'Average'), 'Connections', COUNT),
        evictions: this.signal('evictions', this.sum('Evictions', 'evictions', 'Evictions'), 'Evictions', COUNT),
        ...memcached && {
          freeMemory: this.signal('freeMemory', this.sum('FreeableMemory', 'free', 'Freeable memory', 'Minimum'), 'Freeable memory', BYTES),
        },
        ...this.lag(),
        ...this.credits(),
      },
    };
  }

  private lag(): Record<string, Signal> {
    if (!this.facts.replicas) { return {}; }
    return { replicaLag: this.signal('replicaLag', this.worst('ReplicationLag', 'lag', 'Replica lag', 'Average'), 'Replica lag', SignalUnit.SECONDS) };
  }

  private credits(): Record<string, Signal> {
    if (!isBurstable(this.facts.nodeType)) { return {}; }
    const all = this.each('CPUCreditBalance', 'credits', 'Minimum', FIVE_MINUTES);
    const [first, ...others] = Object.values(all);
    const lowest = others.length === 0 ? first : new cloudwatch.MathExpression({
      expression: `MIN([${Object.keys(all).join(', ')}])`, usingMetrics: all, label: 'CPU credits', period: FIVE_MINUTES,
    });
    return { cpuCredits: this.signal('cpuCredits', lowest, 'CPU credits', SignalUnit.COUNT) };
  }

  private worst(metricName: string, prefix: string, label: string, statistic: string): cloudwatch.IMetric {
    return highest(this.each(metricName, prefix, statistic), label);
  }

  private sum(metricName: string, prefix: string, label: string, statistic = 'Sum'): cloudwatch.IMetric {
    const all = this.each(metricName, prefix, statistic);
    return Object.keys(all).length === 1 ? Object.values(all)[0] : total(all, label);
  }

  private each(metricName: string, prefix: string, statistic: string, period = ONE_MINUTE): Record<string, cloudwatch.IMetric> {
    const clusters = this.facts.clusterIds.slice(0, MOST_CLUSTERS);
    return numbered(prefix, clusters.map((CacheClusterId) => this.metricsOf('AWS/ElastiCache', { CacheClusterId }, period)(metricName, statistic)));
  }
}
