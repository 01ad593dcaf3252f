import { Annotations, Aspects, CfnResource, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { CATALOGUE, KnownNamespace } from './metric-catalogue';
import { requireAbility } from '../../core/private/input-error';
import { resourcesIn } from '../../core/private/references';
import { propertyOf, resolvedPropertyOf, textOf } from '../../core/private/resource-properties';
import { WarningId } from '../../core/private/warning-ids';

/** As much of a metric as tells whether it exists. */
export interface AskedMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** By name; the values may be tokens. */
  readonly dimensions: Record<string, unknown>;
}

/** Warns where a metric, or one inside a formula, can never have data. */
export function lintMetric(scope: IConstruct, metric: cloudwatch.IMetric): void {
  requireAbility(scope, { prop: 'metric', value: metric, method: 'toMetricConfig', expected: 'a metric, such as new cloudwatch.Metric({ … })' });
  for (const asked of metricsIn(metric)) {
    if (isClusterUtilization(asked)) { warnAtTheEnd(scope, asked); } else { warn(scope, asked, whyUnpublished(asked)); }
  }
}

/** Why a metric can never have data. What the library does not know for sure is not judged. */
export function whyDead(scope: IConstruct, asked: AskedMetric): string | undefined {
  return whyUnpublished(asked) ?? (isClusterUtilization(asked) ? whyWithoutInstances(scope, asked) : undefined);
}

/** The metrics that a metric or formula reads. Searches and queries say themselves what there is. */
export function metricsIn(metric: cloudwatch.IMetric): AskedMetric[] {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (!metricStat) { return Object.values(mathExpression?.usingMetrics ?? {}).flatMap(metricsIn); }
  const { namespace, metricName, dimensions = [] } = metricStat;
  return [{ namespace, metricName, dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])) }];
}

/** Says a finding once, where the user can acknowledge it. */
export function warn(scope: IConstruct, asked: AskedMetric, why: string | undefined): void {
  if (why === undefined) { return; }
  Annotations.of(scope).addWarningV2(WarningId.DEAD_METRIC, `${nameOf(asked)} never has data: ${why}.`);
}

function nameOf({ namespace, metricName, dimensions }: AskedMetric): string {
  const names = Object.keys(dimensions).sort();
  return `The metric ${metricName} in ${namespace} ${names.length > 0 ? `with ${names.join(' and ')}` : 'without dimensions'}`;
}

function whyUnpublished({ namespace, metricName, dimensions }: AskedMetric): string | undefined {
  const known = CATALOGUE[namespace];
  const names = Object.keys(dimensions);
  if (!known || [metricName, ...names].some((name) => Token.isUnresolved(name))) { return undefined; }
  const published = known.published.find(({ metrics }) => metrics.split(' ').includes(metricName));
  const sets = published ? published.dimensions : known.others;
  if (!published) {
    const why = whyUnnamed(known, metricName);
    if (why) { return why; }
  }
  if (!sets || sets.includes([...names].sort().join(','))) { return undefined; }
  return `AWS publishes it ${sets.map((set) => set ? `with ${set.replace(/,/g, ' and ')}` : 'without dimensions').join(', or ')} only`;
}

function whyUnnamed({ complete, instead }: KnownNamespace, metricName: string): string | undefined {
  const meant = instead?.[metricName];
  if (meant) { return `AWS does not publish it. Use ${meant}`; }
  return complete ? 'AWS does not publish it' : undefined;
}

/** Clusters report how busy their instances are; on Fargate there are none. */
function isClusterUtilization({ namespace, metricName, dimensions }: AskedMetric): boolean {
  return namespace === 'AWS/ECS' && /^(CPU|Memory)(Utilization|Reservation)$/.test(metricName) && Object.keys(dimensions).join() === 'ClusterName';
}

/**
 * A cluster may get its instances after the alarm. Of warnings that come so late the CDK only knows acknowledgements from
 * further up, so a child says it.
 */
function warnAtTheEnd(scope: IConstruct, asked: AskedMetric): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node === scope) { warn(scope.node.children[0] ?? scope, asked, whyWithoutInstances(scope, asked)); }
    },
  });
}

function whyWithoutInstances(scope: IConstruct, { dimensions: { ClusterName } }: AskedMetric): string | undefined {
  const [cluster] = resourcesIn(scope, ClusterName, 'AWS::ECS::Cluster');
  if (!cluster || hasInstances(cluster)) { return undefined; }
  return 'ECS reports it for the instances of a cluster, and on Fargate there are none. Use the metric of the service, with ClusterName and ServiceName';
}

function hasInstances(cluster: CfnResource): boolean {
  if ((cluster.node.scope as { hasEc2Capacity?: boolean } | undefined)?.hasEc2Capacity) { return true; }
  return providers(cluster).some(isNotFargate) || cluster.node.root.node.findAll().some((node) => (
    CfnResource.isCfnResource(node) && bringsInstances(node) && refersTo(node, cluster)));
}

/** Services say their launch type, associations their capacity providers, container instances their cluster in user data. */
function bringsInstances(resource: CfnResource): boolean {
  switch (resource.cfnResourceType) {
    case 'AWS::ECS::Service': return ['EC2', 'EXTERNAL'].includes(textOf(resource, 'LaunchType') ?? '');
    case 'AWS::ECS::ClusterCapacityProviderAssociations': return providers(resource).some(isNotFargate);
    case 'AWS::EC2::LaunchTemplate': case 'AWS::EC2::Instance': case 'AWS::AutoScaling::LaunchConfiguration': return true;
    default: return false;
  }
}

function refersTo(resource: CfnResource, cluster: CfnResource): boolean {
  return ['Cluster', 'UserData', 'LaunchTemplateData'].some((name) => (
    resourcesIn(resource, propertyOf(resource, name), cluster.cfnResourceType).includes(cluster)));
}

function providers(resource: CfnResource): unknown[] {
  return [resolvedPropertyOf(resource, 'CapacityProviders') ?? []].flat();
}

function isNotFargate(provider: unknown): boolean {
  return provider !== 'FARGATE' && provider !== 'FARGATE_SPOT';
}
