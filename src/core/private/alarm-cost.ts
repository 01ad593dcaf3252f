import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PRICE_ITEMS, PRICES } from './prices';
import { CostEstimate, CostLine } from '../cost-estimate';

/** In seconds; alarms that look more often are high-resolution. */
const STANDARD_PERIOD = 60;

/** The upper and the lower one. */
const BANDS = 2;

/** As much of the properties of AWS::CloudWatch::Alarm as the bill depends on, once resolved. */
interface AlarmProperties {
  readonly period?: unknown;
  readonly thresholdMetricId?: unknown;
  readonly metrics?: MetricQuery[];
}

interface MetricQuery {
  readonly metricStat?: { readonly period?: unknown };
  readonly expression?: unknown;
  readonly period?: unknown;
}

/** Some of an item of the price list. */
export function costLine(price: keyof typeof PRICES, quantity: number): CostLine {
  return { item: PRICE_ITEMS[price], quantity, unitUsd: PRICES[price] };
}

/** What alarms of this app add to the bill, each counted once; imported alarms add nothing. */
export function costOfAlarms(alarms: IConstruct[]): CostEstimate {
  return new CostEstimate([...new Set(alarms)].flatMap(linesOf));
}

/** Takes constructs of the CDK and the resources inside them. */
function linesOf(alarm: IConstruct): CostLine[] {
  const resource = [alarm, alarm.node.defaultChild].find(isCfnResource);
  switch (resource?.cfnResourceType) {
    case 'AWS::CloudWatch::Alarm': return linesOfMetricAlarm(Stack.of(resource).resolve(propertiesOf(resource)));
    case 'AWS::CloudWatch::CompositeAlarm': return [costLine('compositeAlarm', 1)];
    // Beside the log data that its query reads.
    case 'AWS::CloudWatch::LogAlarm': return [costLine('alarmMetric', 1)];
    default: return [];
  }
}

function isCfnResource(construct: IConstruct | undefined): construct is CfnResource {
  return construct !== undefined && CfnResource.isCfnResource(construct);
}

function propertiesOf(resource: CfnResource): unknown {
  const { period, thresholdMetricId, metrics } = resource as unknown as AlarmProperties;
  return { period, thresholdMetricId, metrics };
}

/** Every metric counts that is listed, formulas do not. A query of Metrics Insights counts as one: how many it finds is not known here. */
function linesOfMetricAlarm({ period, thresholdMetricId, metrics = [] }: AlarmProperties): CostLine[] {
  const read = metrics.filter((query) => query.metricStat !== undefined || isInsightsQuery(query));
  const periods = metrics.length === 0 ? [period] : read.map((query) => query.metricStat?.period ?? query.period);
  // A period that is only known at deployment is hardly ever below a minute.
  const high = periods.some((each) => typeof each === 'number' && each < STANDARD_PERIOD);
  const bands = thresholdMetricId === undefined ? 0 : BANDS;
  return [
    costLine(high ? 'highResolutionAlarmMetric' : 'alarmMetric', Math.max(periods.length, 1)),
    costLine(high ? 'highResolutionAnomalyBandMetric' : 'anomalyBandMetric', bands),
  ];
}

function isInsightsQuery({ expression }: MetricQuery): boolean {
  return typeof expression === 'string' && /^\s*SELECT\b/i.test(expression);
}
