import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { metricsOnDashboard } from './dashboard-metrics';
import { AskedMetric, warn, whyDead } from './metric-lint';
import { propertyOf, resolvedPropertyOf } from '../../core/private/resource-properties';
import { WarningId } from '../../core/private/warning-ids';

/** A metric and why it never has data. */
export interface Finding {
  readonly asked: AskedMetric;
  readonly reason: string;
}

/** What an alarm or a dashboard asks for in vain; nothing for any other construct. */
export function deadMetricsOf(construct: IConstruct): Finding[] {
  return askedBy(construct).flatMap((asked) => {
    const reason = whyDead(construct, asked);
    return reason === undefined ? [] : [{ asked, reason }];
  });
}

/** Says what is found, unless the construct that made the alarm has said it. */
export function warnOfDeadMetrics(construct: IConstruct): void {
  const findings = deadMetricsOf(construct);
  if (findings.length === 0 || isSaid(construct)) { return; }
  findings.forEach(({ asked, reason }) => warn(construct, asked, reason));
}

function isSaid(construct: IConstruct): boolean {
  return construct.node.scopes.some(({ node }) => node.metadata.some(({ data }) => String(data).includes(WarningId.DEAD_METRIC)));
}

function askedBy(construct: IConstruct): AskedMetric[] {
  if (!CfnResource.isCfnResource(construct)) { return []; }
  switch (construct.cfnResourceType) {
    case 'AWS::CloudWatch::Alarm': return metricsOfAlarm(construct);
    case 'AWS::CloudWatch::Dashboard': return metricsOnDashboard(construct);
    default: return [];
  }
}

/** One metric of the alarm itself, or those of its formula. */
function metricsOfAlarm(alarm: CfnResource): AskedMetric[] {
  const own = { namespace: propertyOf(alarm, 'Namespace'), metricName: propertyOf(alarm, 'MetricName'), dimensions: given(alarm, 'Dimensions') };
  const inFormula = listOf(given(alarm, 'Metrics')).map((query) => field(field(query, 'metricStat'), 'metric'));
  return [own, ...inFormula].flatMap(askedIn);
}

function askedIn(metric: unknown): AskedMetric[] {
  const namespace = field(metric, 'namespace');
  const metricName = field(metric, 'metricName');
  if (typeof namespace !== 'string' || typeof metricName !== 'string') { return []; }
  const dimensions = listOf(field(metric, 'dimensions')).map((dimension) => [String(field(dimension, 'name')), field(dimension, 'value')]);
  return [{ namespace, metricName, dimensions: Object.fromEntries(dimensions) }];
}

/** A list as it was given, so that its tokens say what they refer to; where all of it is a token, what that becomes. */
function given(resource: CfnResource, property: string): unknown {
  const value = propertyOf(resource, property);
  return Array.isArray(value) ? value : resolvedPropertyOf(resource, property);
}

/** Classes write `metricStat` what CloudFormation writes `MetricStat`. */
function field(value: unknown, name: string): unknown {
  const fields = (value ?? {}) as Record<string, unknown>;
  return fields[name] ?? fields[name[0].toUpperCase() + name.slice(1)];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
