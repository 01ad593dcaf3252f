import { CfnResource } from 'aws-cdk-lib';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { ElastiCacheFacts } from './elasticache-source';
import { LambdaFacts } from './lambda-function-source';
import { RdsClusterFacts } from './rds-cluster-source';
import { RdsInstanceFacts } from './rds-instance-source';
import { Surroundings } from './surroundings';
import { resourcesIn } from '../../core/private/references';
import { numberOf, propertyOf, textOf } from '../../core/private/resource-properties';

/** What the properties of a resource tell about its signals. Nothing is known of a resource from elsewhere. */

const GIBIBYTE = 1024 ** 3;

/** What Lambda uses where a template says nothing. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** @param around where event source mappings are looked for */
export function lambdaFacts(functionName: string, resource: CfnResource | undefined, around: Surroundings): LambdaFacts {
  if (!resource) { return { functionName }; }
  return { functionName, timeoutMilliseconds: timeoutOf(resource), readsStream: around.readsStream(resource), logGroup: logGroupOf(resource) };
}

function timeoutOf(resource: CfnResource): number | undefined {
  const seconds = propertyOf(resource, 'Timeout') === undefined ? DEFAULT_TIMEOUT_SECONDS : numberOf(resource, 'Timeout');
  return seconds === undefined ? undefined : seconds * 1000;
}

function logGroupOf(resource: CfnResource): ILogGroup | undefined {
  const [group] = resourcesIn(resource, propertyOf(resource, 'LoggingConfig'), 'AWS::Logs::LogGroup');
  const construct = group?.node.scope as Partial<ILogGroup> | undefined;
  return construct?.logGroupName === undefined ? undefined : construct as ILogGroup;
}

export function rdsInstanceFacts(identifier: string, resource?: CfnResource): RdsInstanceFacts {
  if (!resource) { return { identifier }; }
  return {
    identifier,
    instanceClass: textOf(resource, 'DBInstanceClass'),
    allocatedBytes: allocatedBytesOf(resource),
    aurora: isAurora(resource),
    replica: propertyOf(resource, 'SourceDBInstanceIdentifier') !== undefined || propertyOf(resource, 'SourceDBClusterIdentifier') !== undefined,
  };
}

/** Storage that grows by itself is not known after the first time. */
function allocatedBytesOf(resource: CfnResource): number | undefined {
  const gibibytes = propertyOf(resource, 'MaxAllocatedStorage') === undefined ? numberOf(resource, 'AllocatedStorage') : undefined;
  return gibibytes === undefined ? undefined : gibibytes * GIBIBYTE;
}

export function rdsClusterFacts(identifier: string, resource?: CfnResource): RdsClusterFacts {
  if (!resource) { return { identifier, aurora: true, serverless: false }; }
  const serverless = propertyOf(resource, 'ServerlessV2ScalingConfiguration') !== undefined || textOf(resource, 'EngineMode') === 'serverless';
  return { identifier, aurora: isAurora(resource), serverless };
}

function isAurora(resource: CfnResource): boolean {
  return textOf(resource, 'Engine')?.startsWith('aurora') ?? false;
}

/** What a queue sends those messages to that nobody could process. */
export function deadLetterQueueOf(queue: CfnResource): CfnResource | undefined {
  return resourcesIn(queue, propertyOf(queue, 'RedrivePolicy'), queue.cfnResourceType).find((target) => target !== queue);
}

/** Whether an Auto Scaling group publishes how many instances it has. */
export function countsInstances(group?: CfnResource): boolean {
  return group !== undefined && propertyOf(group, 'MetricsCollection') !== undefined;
}

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis.Groups.html */
export function elastiCacheFacts(resource: CfnResource): ElastiCacheFacts {
  const nodeType = textOf(resource, 'CacheNodeType');
  if (resource.cfnResourceType === 'AWS::ElastiCache::CacheCluster') {
    return { clusterIds: [resource.ref], memcached: textOf(resource, 'Engine') === 'memcached', replicas: false, nodeType };
  }
  const clusterIds = membersOf(resource);
  return { clusterIds, memcached: false, replicas: clusterIds.length > 1, nodeType };
}

/** What ElastiCache takes at the most. */
const MOST_SHARDS = 500;
const MOST_NODES = 6;

/** The clusters of a replication group have its name and a number each; with shards, two. */
function membersOf(group: CfnResource): string[] {
  const shards = countOf(group, 'NumNodeGroups', MOST_SHARDS) ?? 1;
  const perShard = (countOf(group, 'ReplicasPerNodeGroup', MOST_NODES - 1) ?? 0) + 1;
  if (shards === 1 && !isClusterMode(group)) {
    return range(countOf(group, 'NumCacheClusters', MOST_NODES) ?? perShard).map((node) => `${group.ref}-${padded(node, 3)}`);
  }
  return range(shards).flatMap((shard) => range(perShard).map((node) => `${group.ref}-${padded(shard, 4)}-${padded(node, 3)}`));
}

/** A number of things, if it is one; what AWS would refuse is not ours to judge. */
function countOf(resource: CfnResource, name: string, most: number): number | undefined {
  const count = numberOf(resource, name);
  return count !== undefined && Number.isInteger(count) && count > 0 ? Math.min(count, most) : undefined;
}

function isClusterMode(group: CfnResource): boolean {
  return textOf(group, 'ClusterMode') === 'enabled' || (textOf(group, 'CacheParameterGroupName') ?? '').endsWith('.cluster.on');
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
