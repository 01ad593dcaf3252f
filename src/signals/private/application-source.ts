import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { percentOf } from './metrics';
import { kindOfSignal } from './signal-kinds';
import { ONE_MINUTE } from '../../core/private/periods';
import { ApplicationMetricsOptions } from '../application-metrics-options';
import { ResourceKind } from '../resource-kind';
import { Signal, SignalUnit } from '../signal';
import { GoldenSignals, ISignalSource } from '../signal-source';

/** What an application says about itself. No numbers are recommended: only its people know what is normal. */
export class ApplicationSource implements ISignalSource {
  public readonly sourceName: string;
  public readonly resourceKind = ResourceKind.APPLICATION;

  constructor(private readonly options: ApplicationMetricsOptions) {
    this.sourceName = options.sourceName;
  }

  public goldenSignals(): GoldenSignals {
    const { requests, errors, latency, latencyUnit = SignalUnit.MILLISECONDS, backlog, gauges = {}, counters = {}, logGroups } = this.options;
    const { COUNT } = SignalUnit;
    return {
      ...requests !== undefined && { requests: signal('requests', this.metric(requests, 'Sum'), requests, COUNT) },
      ...errors !== undefined && { errors: this.errors(errors, requests) },
      ...latency !== undefined && { latency: signal('latency', this.metric(latency, 'p99'), `${latency} p99`, latencyUnit) },
      ...backlog !== undefined && { backlog: signal('backlog', this.metric(backlog, 'Maximum'), backlog, COUNT) },
      extras: {
        ...errors !== undefined && requests !== undefined && { errorCount: signal('errorCount', this.metric(errors, 'Sum'), errors, COUNT) },
        ...latency !== undefined && {
          latencyP50: signal('latencyP50', this.metric(latency, 'p50'), `${latency} p50`, latencyUnit),
          latencyP90: signal('latencyP90', this.metric(latency, 'p90'), `${latency} p90`, latencyUnit),
        },
        ...mapped(gauges, (name, metricName) => signal(name, this.metric(metricName, 'Maximum'), metricName, COUNT)),
        ...mapped(counters, (name, metricName) => signal(name, this.metric(metricName, 'Sum'), metricName, COUNT)),
      },
      ...logGroups && { logGroups },
    };
  }

  private errors(errors: string, requests: string | undefined): Signal {
    const failed = this.metric(errors, 'Sum');
    if (requests === undefined) { return signal('errors', failed, errors, SignalUnit.COUNT); }
    return signal('errors', percentOf({ failed }, { requests: this.metric(requests, 'Sum') }, errors), errors, SignalUnit.PERCENT);
  }

  private metric(metricName: string, statistic: string): cloudwatch.Metric {
    const { metricNamespace: namespace, dimensions, period = ONE_MINUTE } = this.options;
    return new cloudwatch.Metric({ namespace, dimensionsMap: dimensions, metricName, statistic, period });
  }
}

function signal(name: string, metric: cloudwatch.IMetric, label: string, unit: SignalUnit): Signal {
  return { metric, label, unit, kind: kindOfSignal(name) };
}

function mapped(names: Record<string, string>, make: (name: string, metricName: string) => Signal): Record<string, Signal> {
  return Object.fromEntries(Object.entries(names).map(([name, metricName]) => [name, make(name, metricName)]));
}
