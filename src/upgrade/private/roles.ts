import { MACRO, NESTED_STACK, Resource } from './template';
import { ResourceRole } from '../resource-role';

/** Types by service, below `AWS::`. A star stands for all types of the service. */
const STATEFUL: Record<string, string[]> = {
  AmazonMQ: ['Broker'],
  Athena: ['WorkGroup'],
  Backup: ['BackupVault', 'LogicallyAirGappedBackupVault'],
  Cassandra: ['Keyspace', 'Table'],
  CloudTrail: ['EventDataStore'],
  CodeArtifact: ['Domain', 'Repository'],
  CodeCommit: ['Repository'],
  Cognito: ['IdentityPool', 'UserPool', 'UserPoolUser'],
  DAX: ['Cluster'],
  DocDB: ['DBCluster', 'DBInstance'],
  DocDBElastic: ['Cluster'],
  DSQL: ['Cluster'],
  DynamoDB: ['GlobalTable', 'Table'],
  EC2: ['Instance', 'Volume'],
  ECR: ['PublicRepository', 'Repository'],
  EFS: ['FileSystem'],
  EKS: ['Cluster'],
  ElastiCache: ['CacheCluster', 'GlobalReplicationGroup', 'ReplicationGroup', 'ServerlessCache'],
  Elasticsearch: ['Domain'],
  EMR: ['Cluster'],
  Events: ['Archive'],
  FSx: ['FileSystem', 'Volume'],
  Glue: ['Database', 'Table'],
  Kinesis: ['Stream'],
  KinesisFirehose: ['DeliveryStream'],
  KinesisVideo: ['Stream'],
  KMS: ['Key', 'ReplicaKey'],
  Lightsail: ['Bucket', 'Database', 'Disk', 'Instance'],
  Logs: ['LogGroup'],
  MemoryDB: ['Cluster'],
  MSK: ['Cluster', 'ServerlessCluster'],
  Neptune: ['DBCluster', 'DBInstance'],
  NeptuneGraph: ['Graph'],
  OpenSearchServerless: ['Collection'],
  OpenSearchService: ['Domain'],
  Organizations: ['Account', 'Organization'],
  QLDB: ['Ledger'],
  RDS: ['DBCluster', 'DBInstance', 'GlobalCluster'],
  Redshift: ['Cluster'],
  RedshiftServerless: ['Namespace', 'Workgroup'],
  S3: ['AccessGrantsInstance', 'Bucket'],
  S3Express: ['DirectoryBucket'],
  S3Tables: ['Namespace', 'Table', 'TableBucket'],
  SDB: ['Domain'],
  SecretsManager: ['Secret'],
  Serverless: ['SimpleTable'],
  SNS: ['Subscription', 'Topic'],
  SQS: ['Queue'],
  SSM: ['Parameter'],
  StepFunctions: ['StateMachine'],
  Timestream: ['Database', 'InfluxDBInstance', 'Table'],
  WorkSpaces: ['Workspace'],
};

const TRAFFIC_SERVING: Record<string, string[]> = {
  Amplify: ['App', 'Branch', 'Domain'],
  ApiGateway: ['ApiKey', 'BasePathMapping', 'BasePathMappingV2', 'DomainName', 'DomainNameV2', 'Method', 'Resource', 'RestApi', 'Stage', 'VpcLink'],
  ApiGatewayV2: ['Api', 'ApiMapping', 'DomainName', 'Integration', 'Route', 'Stage', 'VpcLink'],
  AppRunner: ['Service', 'VpcConnector'],
  AppSync: ['Api', 'ApiKey', 'DomainName', 'DomainNameApiAssociation', 'GraphQLApi'],
  AutoScaling: ['AutoScalingGroup'],
  CloudFront: ['Distribution', 'VpcOrigin'],
  Cognito: ['UserPoolClient', 'UserPoolDomain'],
  EC2: [
    'ClientVpnEndpoint', 'CustomerGateway', 'EgressOnlyInternetGateway', 'EIP', 'EIPAssociation', 'InternetGateway', 'NatGateway', 'NetworkAcl',
    'NetworkInterface', 'Route', 'RouteTable', 'SpotFleet', 'Subnet', 'SubnetCidrBlock', 'SubnetRouteTableAssociation', 'TransitGateway',
    'TransitGatewayAttachment', 'VPC', 'VPCCidrBlock', 'VPCEndpoint', 'VPCEndpointService', 'VPCGatewayAttachment', 'VPCPeeringConnection',
    'VPNConnection', 'VPNGateway',
  ],
  ECS: ['Cluster', 'ExpressGatewayService', 'Service', 'TaskSet'],
  EKS: ['FargateProfile', 'Nodegroup'],
  ElasticBeanstalk: ['Environment'],
  ElasticLoadBalancing: ['LoadBalancer'],
  ElasticLoadBalancingV2: ['Listener', 'ListenerRule', 'LoadBalancer', 'TargetGroup'],
  GlobalAccelerator: ['*'],
  IoT: ['DomainConfiguration'],
  Lambda: ['Alias', 'EventSourceMapping', 'Url'],
  NetworkFirewall: ['Firewall'],
  Route53: ['HostedZone', 'RecordSet', 'RecordSetGroup'],
  SageMaker: ['Endpoint'],
  Serverless: ['Api', 'HttpApi'],
  ServiceDiscovery: ['HttpNamespace', 'Instance', 'PrivateDnsNamespace', 'PublicDnsNamespace', 'Service'],
  Transfer: ['Server'],
  VpcLattice: ['Listener', 'Rule', 'Service', 'ServiceNetwork', 'TargetGroup'],
};

/** All types that are not just anything. */
export const TYPES_WITH_A_ROLE = [STATEFUL, TRAFFIC_SERVING].flatMap((table) => (
  Object.entries(table).flatMap(([service, names]) => names.map((name) => `AWS::${service}::${name}`))));

/** The role of a type. */
export function roleOfType(type: string): ResourceRole {
  const [vendor, service, name] = type.split('::');
  if (vendor !== 'AWS') { return ResourceRole.OTHER; }
  if (has(STATEFUL[service], name)) { return ResourceRole.STATEFUL; }
  return has(TRAFFIC_SERVING[service], name) ? ResourceRole.TRAFFIC_SERVING : ResourceRole.OTHER;
}

/** The role of a resource. What is inside of a nested stack that nobody can look into, or what a macro makes, may be anything. */
export function roleOf(resource: Resource, looksInside: boolean): ResourceRole {
  if (resource.Type === MACRO) { return ResourceRole.STATEFUL; }
  if (resource.Type === NESTED_STACK) { return looksInside ? ResourceRole.OTHER : ResourceRole.STATEFUL; }
  return resource.Type.startsWith('Fn::') ? worstRole(typesIn(resource.Properties).map(roleOfType)) : roleOfType(resource.Type);
}

const ORDER = [ResourceRole.STATEFUL, ResourceRole.TRAFFIC_SERVING, ResourceRole.OTHER];

/** Worst first. */
export function byRole(one: ResourceRole, other: ResourceRole): number {
  return ORDER.indexOf(one) - ORDER.indexOf(other);
}

export function worstRole(roles: ResourceRole[]): ResourceRole {
  return [...roles].sort(byRole)[0] ?? ResourceRole.OTHER;
}

function has(names: string[] | undefined, name: string): boolean {
  return names !== undefined && (names.includes(name) || names.includes('*'));
}

/** All types that a loop makes. */
function typesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) { return []; }
  return Object.entries(value).flatMap(([key, inside]) => (key === 'Type' && typeof inside === 'string' ? [inside] : typesIn(inside)));
}
