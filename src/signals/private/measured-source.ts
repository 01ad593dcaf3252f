import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { recommended } from './recommendations';
import { kindOfSignal } from './signal-kinds';
import { Subject } from './subject';
import { ONE_MINUTE } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { Signal, SignalUnit } from '../signal';
import { GoldenSignals, ISignalSource } from '../signal-source';

/** Makes a metric by its name and statistic. */
export type MetricMaker = (metricName: string, statistic: string) => cloudwatch.Metric;

/** The metrics of one AWS resource, and what is recommended for them. */
export abstract class MeasuredSource implements ISignalSource {
  public readonly sourceName: string;
  public readonly resource?: IConstruct;
  public abstract readonly resourceKind: ResourceKind;

  constructor(private readonly subject: Subject) {
    this.sourceName = subject.sourceName;
    this.resource = subject.resource;
  }

  public abstract goldenSignals(): GoldenSignals;

  /** Metrics that differ in name and statistic only. No unit: CloudWatch filters by it, and an odd one leaves the metric empty. */
  protected metricsOf(namespace: string, dimensionsMap: Record<string, string>, period: Duration = ONE_MINUTE): MetricMaker {
    const { resource, region, account } = this.subject;
    return (metricName, statistic) => {
      const metric = new cloudwatch.Metric({ namespace, dimensionsMap, metricName, statistic, period, region, account });
      return resource ? metric.attachTo(resource) : metric;
    };
  }

  /**
   * A signal with what is recommended for it.
   *
   * @param capacity what the whole is, where the threshold is a share of it
   */
  protected signal(name: string, metric: cloudwatch.IMetric, label: string, unit: SignalUnit, capacity?: number): Signal {
    return { metric, label, unit, kind: kindOfSignal(name), recommendation: recommended(this.resourceKind, name, capacity) };
  }

  /** Latency is read at the 99th percentile; developers want to see the usual case beside it. */
  protected latencies(metric: MetricMaker, metricName: string, label: string, unit: SignalUnit): Record<string, Signal> {
    return {
      latencyP50: this.signal('latencyP50', metric(metricName, 'p50'), `${label} p50`, unit),
      latencyP90: this.signal('latencyP90', metric(metricName, 'p90'), `${label} p90`, unit),
    };
  }
}
