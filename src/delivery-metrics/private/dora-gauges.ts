import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DORA_DEFAULTS } from './defaults';
import { requireStreamName } from './service-stream';
import { ONE_DAY } from '../../core/private/periods';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { DoraMetricOptions } from '../dora-metric-options';
import { DoraWindow } from '../dora-window';

/** What the function publishes once a day, by its names in CloudWatch. */
export enum Gauge {
  DEPLOYMENTS_PER_DAY = 'DeploymentsPerDay',
  LEAD_TIME = 'LeadTimeP50',
  LEAD_TIME_P90 = 'LeadTimeP90',
  CHANGE_FAIL_RATE = 'ChangeFailRate',
  RECOVERY_TIME = 'RecoveryTimeP50',
  REWORK_RATE = 'ReworkRate',
  BAND = 'Band',
}

/** Several pipelines of a service may publish the same gauge in the same night. */
export const GAUGE_STATISTIC = 'Average';

/** A gauge and the namespace that it is in. */
export interface GaugeOptions extends DoraMetricOptions {
  readonly metricNamespace: string;
}

export function dailyGauge(scope: Construct, gauge: Gauge, service: string, options: GaugeOptions): cloudwatch.IMetric {
  requireKinds(scope, options, { environment: 'text' });
  const { environment = DORA_DEFAULTS.environment, window = DoraWindow.DAYS_28, metricNamespace } = options;
  requireStreamName(scope, 'service', service);
  requireStreamName(scope, 'environment', environment);
  requireMember(scope, 'window', window, DoraWindow, 'DoraWindow');
  return new cloudwatch.Metric({
    namespace: metricNamespace,
    metricName: gauge,
    dimensionsMap: gaugeDimensions({ service, environment }, window),
    statistic: GAUGE_STATISTIC,
    period: ONE_DAY,
  });
}

/** The dimensions that gauges have in CloudWatch. */
export function gaugeDimensions({ service, environment }: { service: string; environment: string }, window: DoraWindow): Record<string, string> {
  return { Service: service, Environment: environment, Window: window };
}
