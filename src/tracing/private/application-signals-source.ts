import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmKind } from '../../core';
import { ONE_MINUTE } from '../../core/private/periods';
import { AlarmRecommendation, GoldenSignals, ISignalSource, ResourceKind, Signal, SignalUnit } from '../../signals';

const REFERENCE = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AppSignals-MetricsCollected.html';

/** A service without requests reports nothing, and that is fine. As for a load balancer, which measures the same from outside. */
function row(threshold: number, datapointsToAlarm: number, evaluationPeriods: number): AlarmRecommendation {
  return { threshold, datapointsToAlarm, evaluationPeriods, missingData: cloudwatch.TreatMissingData.NOT_BREACHING, reference: REFERENCE };
}

/**
 * What Application Signals knows of a service: every request counts, whatever is sampled.
 *
 * Each request is a datapoint of Latency; Fault and Error count those that failed for the server's or the client's part.
 */
export class ApplicationSignalsSource implements ISignalSource {
  public readonly resourceKind = ResourceKind.APPLICATION;

  constructor(public readonly sourceName: string, private readonly dimensions: { Service: string; Environment: string }) {}

  public goldenSignals(): GoldenSignals {
    const requests = this.metric('Latency', 'SampleCount');
    return {
      requests: { metric: requests, label: 'Requests', unit: SignalUnit.COUNT },
      errors: { ...this.share('Failed requests', 'Fault', 'faults', requests), kind: AlarmKind.ERRORS, recommendation: row(5, 2, 3) },
      latency: { ...this.latency('p99'), kind: AlarmKind.LATENCY, recommendation: row(1000, 3, 5) },
      extras: {
        latencyP50: this.latency('p50'),
        latencyP90: this.latency('p90'),
        errorCount: { metric: this.metric('Fault', 'Sum'), label: 'Failed requests (count)', unit: SignalUnit.COUNT, kind: AlarmKind.ERRORS },
        clientErrors: this.share('Wrong requests', 'Error', 'wrong', requests),
      },
    };
  }

  private latency(statistic: string): Signal {
    return { metric: this.metric('Latency', statistic), label: `Latency ${statistic}`, unit: SignalUnit.MILLISECONDS, kind: AlarmKind.LATENCY };
  }

  private share(label: string, metricName: string, id: string, requests: cloudwatch.IMetric): Signal {
    const all = `${id}Of`;
    const metric = new cloudwatch.MathExpression({
      expression: `IF(FILL(${all}, 0) > 0, 100 * FILL(${id}, 0) / ${all}, 0)`,
      usingMetrics: { [id]: this.metric(metricName, 'Sum'), [all]: requests },
      label: `${label} (%)`,
      period: ONE_MINUTE,
    });
    return { metric, label, unit: SignalUnit.PERCENT };
  }

  private metric(metricName: string, statistic: string, period: Duration = ONE_MINUTE): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'ApplicationSignals', dimensionsMap: this.dimensions, metricName, statistic, period });
  }
}
