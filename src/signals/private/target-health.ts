import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MetricMaker } from './measured-source';
import { numbered, total } from './metrics';

/** The healthy and the unhealthy targets of all groups together; nothing without groups. The ids differ, so that one graph can hold both. */
export function healthOf(groups: MetricMaker[]): { healthy?: cloudwatch.IMetric; unhealthy?: cloudwatch.IMetric } {
  if (groups.length === 0) { return {}; }
  return {
    healthy: total(numbered('healthy', groups.map((group) => group('HealthyHostCount', 'Minimum'))), 'Healthy targets'),
    unhealthy: total(numbered('unhealthy', groups.map((group) => group('UnHealthyHostCount', 'Maximum'))), 'Unhealthy targets'),
  };
}
