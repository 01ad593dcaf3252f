import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ONE_MINUTE } from '../../core/private/periods';

/** A shorthand for metrics that differ in name and statistic only. */
export function metricsOf(namespace: string, dimensionsMap: Record<string, string>, period = ONE_MINUTE) {
  return (metricName: string, statistic: string) => new cloudwatch.Metric({ namespace, dimensionsMap, metricName, statistic, period });
}
