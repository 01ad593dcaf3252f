import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { ONE_MINUTE } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class DistributionSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.DISTRIBUTION;

  constructor(subject: Subject, private readonly distributionId: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const { COUNT, PERCENT } = SignalUnit;
    return {
      requests: this.signal('requests', this.metric('Requests', 'Sum'), 'Requests', COUNT),
      errors: this.signal('errors', this.metric('5xxErrorRate', 'Average'), 'Server errors', PERCENT),
      extras: {
        clientErrors: this.signal('clientErrors', this.metric('4xxErrorRate', 'Average'), 'Client errors', PERCENT),
      },
    };
  }

  /** CloudFront reports in us-east-1 only, wherever the stack is. */
  private metric(metricName: string, statistic: string): cloudwatch.Metric {
    const dimensionsMap = { DistributionId: this.distributionId, Region: 'Global' };
    return new cloudwatch.Metric({ namespace: 'AWS/CloudFront', dimensionsMap, metricName, statistic, period: ONE_MINUTE, region: 'us-east-1' });
  }
}
