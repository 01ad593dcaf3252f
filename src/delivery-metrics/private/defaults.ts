import { Duration } from 'aws-cdk-lib';

/** Literal defaults of this room; the documentation of the props says the same. */
export const DORA_DEFAULTS = {
  attributionWindow: Duration.hours(1),
  changeFailRatePercent: 10,
  environment: 'production',
  metricNamespace: 'DeliveryMetrics',
  minimumSamples: 5,
  productionStage: 'Production',
  readRoleName: 'DeliveryMetricsRead',
  retention: Duration.days(400),
  reverts: true,
  reworkBranches: ['hotfix/*'],
};
