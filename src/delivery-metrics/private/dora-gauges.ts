import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DoraMetricOptions } from '../dora-metric-options';
import { DoraWindow } from '../dora-window';

/** What the function publishes once a day, by its names in CloudWatch. */
export enum Gauge {
  DEPLOYMENTS_PER_DAY = 'DeploymentsPerDay',
  LEAD_TIME = 'LeadTimeP50',
  CHANGE_FAIL_RATE = 'ChangeFailRate',
  RECOVERY_TIME = 'RecoveryTimeP50',
  REWORK_RATE = 'ReworkRate',
}

/** A gauge and the namespace that it is in. */
export interface GaugeOptions extends DoraMetricOptions {
  readonly metricNamespace: string;
}

export function dailyGauge(_scope: Construct, gauge: Gauge, service: string, options: GaugeOptions): cloudwatch.IMetric {
  const { environment = 'production', window = DoraWindow.DAYS_28, metricNamespace } = options;
  return new cloudwatch.Metric({
    namespace: metricNamespace, metricName: gauge, dimensionsMap: { Service: service, Environment: environment, Window: window },
  });
}
