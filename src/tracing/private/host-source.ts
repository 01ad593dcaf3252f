import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { AGENT_NAMESPACE } from './agent-configuration';
import { AlarmKind } from '../../core';
import { ONE_MINUTE } from '../../core/private/periods';
import { AlarmRecommendation, GoldenSignals, ISignalSource, ResourceKind, Signal, SignalUnit } from '../../signals';

/** An instance that was stopped on purpose reports nothing, as with its CPU. The numbers are from experience: AWS recommends none. */
function row(threshold: number): AlarmRecommendation {
  return { threshold, datapointsToAlarm: 5, evaluationPeriods: 5, missingData: cloudwatch.TreatMissingData.MISSING };
}

/** What Amazon EC2 and the agent report together. */
export class HostSource implements ISignalSource {
  public readonly sourceName: string;
  public readonly resourceKind?: ResourceKind;
  public readonly resource?: IConstruct;

  constructor(private readonly host: ISignalSource, private readonly dimensions: Record<string, string>) {
    this.sourceName = host.sourceName;
    this.resourceKind = host.resourceKind;
    this.resource = host.resource;
  }

  public goldenSignals(): GoldenSignals {
    const seen = this.host.goldenSignals();
    return {
      ...seen,
      memory: { ...this.signal('Memory utilization', 'mem_used_percent', 'Average'), kind: AlarmKind.MEMORY, recommendation: row(90) },
      extras: {
        ...seen.extras,
        diskUsed: { ...this.signal('Used disk space', 'disk_used_percent', 'Maximum'), kind: AlarmKind.DISK, recommendation: row(85) },
      },
    };
  }

  private signal(label: string, metricName: string, statistic: string): Signal {
    const metric = new cloudwatch.Metric({ namespace: AGENT_NAMESPACE, dimensionsMap: this.dimensions, metricName, statistic, period: ONE_MINUTE });
    return { metric, label, unit: SignalUnit.PERCENT };
  }
}
