/** When the prices below were looked up. */
export const PRICES_AS_OF = '2026-11';

/**
 * List prices in us-east-1 in USD a month, unless the name says otherwise; beyond free tiers.
 *
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export const PRICES = {
  /** Three are free in an account, up to 50 metrics each. */
  dashboard: 3,
  /** Billed for each metric that the alarm reads, those inside formulas too; ten are free. */
  alarmMetric: 0.10,
  /** The same with a period below a minute. */
  highResolutionAlarmMetric: 0.30,
  /** Added by anomaly detection for its two bands: the alarm counts as three metrics. */
  anomalyBandMetric: 0.10,
  /** The same with a period below a minute. */
  highResolutionAnomalyBandMetric: 0.30,
  compositeAlarm: 0.50,
  customMetric: 0.30,
  contributorInsightsRule: 0.50,
  customerManagedKey: 1,
  /** Of AWS Secrets Manager. */
  secret: 0.40,
  /** Lambda asks a queue five times in 20 s whether it has something: 648,000 requests a month at 0.40 USD a million. */
  polledQueue: 0.26,
} as const;

/** What a person calls each of them, where the name in the code does not read well. */
export const PRICE_ITEMS: Record<keyof typeof PRICES, string> = {
  dashboard: 'dashboard',
  alarmMetric: 'alarm metric',
  highResolutionAlarmMetric: 'high-resolution alarm metric',
  anomalyBandMetric: 'anomaly detection band',
  highResolutionAnomalyBandMetric: 'high-resolution anomaly detection band',
  compositeAlarm: 'composite alarm',
  customMetric: 'custom metric',
  contributorInsightsRule: 'Contributor Insights rule',
  customerManagedKey: 'customer-managed key',
  secret: 'secret',
  polledQueue: 'queue that a function polls',
};
