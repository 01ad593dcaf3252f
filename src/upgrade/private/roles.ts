import { isKnownType } from './cloudformation-diff';
import { isCustomResource, MACRO, NESTED_STACK, Resource } from './template';
import { ResourceRole } from '../resource-role';

/** Types by service, below `AWS::`. A star stands for all types of the service. */
const STATEFUL: Record<string, string[]> = {
  ACMPCA: ['CertificateAuthority'],
  AmazonMQ: ['Broker'],
  APS: ['Workspace'],
  Athena: ['WorkGroup'],
  Backup: ['BackupVault', 'LogicallyAirGappedBackupVault'],
  BedrockAgentCore: ['Memory'],
  Cassandra: ['Keyspace', 'Table'],
  CloudFormation: ['StackSet'],
  CloudFront: ['KeyValueStore'],
  CloudHSM: ['Cluster'],
  CloudTrail: ['EventDataStore'],
  CodeArtifact: ['Domain', 'Repository'],
  CodeCommit: ['Repository'],
  Cognito: ['IdentityPool', 'UserPool', 'UserPoolUser'],
  Connect: ['DataTable', 'Instance', 'PhoneNumber'],
  CustomerProfiles: ['Domain'],
  DataExchange: ['DataSet'],
  DataZone: ['Domain'],
  DAX: ['Cluster'],
  DirectoryService: ['MicrosoftAD', 'SimpleAD'],
  DocDB: ['DBCluster', 'DBInstance', 'GlobalCluster'],
  DocDBElastic: ['Cluster', 'ClusterSnapshot'],
  DSQL: ['Cluster'],
  DynamoDB: ['GlobalTable', 'Table'],
  EC2: ['Instance', 'Volume'],
  ECR: ['PublicRepository', 'Repository'],
  EFS: ['FileSystem'],
  EKS: ['Cluster'],
  ElastiCache: ['CacheCluster', 'GlobalReplicationGroup', 'ReplicationGroup', 'ServerlessCache', 'ServerlessCacheSnapshot'],
  Elasticsearch: ['Domain'],
  EMR: ['Cluster'],
  Events: ['Archive'],
  FSx: ['Backup', 'FileCache', 'FileSystem', 'Snapshot', 'StorageVirtualMachine', 'Volume'],
  Glue: ['Database', 'Table'],
  HealthImaging: ['Datastore'],
  HealthLake: ['FHIRDatastore'],
  IoTAnalytics: ['Channel', 'Dataset', 'Datastore'],
  Kendra: ['Index'],
  Kinesis: ['Stream'],
  KinesisFirehose: ['DeliveryStream'],
  KinesisVideo: ['Stream'],
  KMS: ['Key', 'ReplicaKey'],
  Lightsail: ['Bucket', 'Database', 'DatabaseSnapshot', 'Disk', 'DiskSnapshot', 'Instance', 'InstanceSnapshot'],
  Location: ['GeofenceCollection', 'Tracker'],
  Logs: ['LogGroup', 'LogStream'],
  ManagedBlockchain: ['Member', 'Node'],
  MediaStore: ['Container'],
  MemoryDB: ['Cluster', 'MultiRegionCluster', 'Snapshot'],
  MSK: ['Cluster', 'ServerlessCluster', 'Topic'],
  Neptune: ['DBCluster', 'DBInstance', 'GlobalCluster'],
  NeptuneGraph: ['Graph', 'GraphSnapshot'],
  ODB: ['CloudAutonomousVmCluster', 'CloudExadataInfrastructure', 'CloudVmCluster'],
  Omics: ['AnnotationStore', 'ReferenceStore', 'SequenceStore', 'VariantStore'],
  OpenSearchServerless: ['Collection', 'CollectionIndex', 'Index'],
  OpenSearchService: ['Domain'],
  Organizations: ['Account', 'Organization'],
  PaymentCryptography: ['Key'],
  Personalize: ['Dataset', 'DatasetGroup'],
  QBusiness: ['Index'],
  QLDB: ['Ledger'],
  RDS: ['ClusterSnapshot', 'DBCluster', 'DBInstance', 'DBShardGroup', 'DBSnapshot', 'GlobalCluster'],
  Redshift: ['Cluster', 'Snapshot'],
  RedshiftServerless: ['Namespace', 'Snapshot', 'Workgroup'],
  Rekognition: ['Collection', 'Dataset'],
  S3: ['AccessGrantsInstance', 'Bucket'],
  S3Express: ['DirectoryBucket'],
  S3Files: ['FileSystem'],
  S3Outposts: ['Bucket'],
  S3Tables: ['Namespace', 'Table', 'TableBucket'],
  S3Vectors: ['Index', 'VectorBucket'],
  SageMaker: ['Domain', 'FeatureGroup'],
  SDB: ['Domain'],
  SecretsManager: ['Secret'],
  SecurityLake: ['DataLake'],
  Serverless: ['Application', 'SimpleTable', 'StateMachine'],
  ServiceCatalog: ['CloudFormationProvisionedProduct'],
  SES: ['ContactList', 'MailManagerArchive'],
  SMSVOICE: ['PhoneNumber'],
  SNS: ['Subscription', 'Topic'],
  SQS: ['Queue'],
  SSM: ['Parameter'],
  StepFunctions: ['StateMachine'],
  StorageGateway: ['Tape', 'Volume'],
  Timestream: ['Database', 'InfluxDBCluster', 'InfluxDBInstance', 'Table'],
  VerifiedPermissions: ['PolicyStore'],
  WorkSpaces: ['Workspace'],
  WorkspacesInstances: ['Volume', 'WorkspaceInstance'],
};

const TRAFFIC_SERVING: Record<string, string[]> = {
  Amplify: ['App', 'Branch', 'Domain'],
  ApiGateway: ['ApiKey', 'BasePathMapping', 'BasePathMappingV2', 'DomainName', 'DomainNameV2', 'Method', 'Resource', 'RestApi', 'Stage', 'VpcLink'],
  ApiGatewayV2: ['Api', 'ApiMapping', 'DomainName', 'Integration', 'Route', 'RoutingRule', 'Stage', 'VpcLink'],
  AppMesh: ['*'],
  AppRunner: ['Service', 'VpcConnector', 'VpcIngressConnection'],
  AppSync: ['Api', 'ApiKey', 'ChannelNamespace', 'DataSource', 'DomainName', 'DomainNameApiAssociation', 'GraphQLApi', 'Resolver'],
  AutoScaling: ['AutoScalingGroup'],
  BedrockAgentCore: ['Gateway', 'GatewayTarget', 'Runtime', 'RuntimeEndpoint'],
  CloudFront: ['ConnectionGroup', 'Distribution', 'DistributionTenant', 'StreamingDistribution', 'VpcOrigin'],
  Cognito: ['UserPoolClient', 'UserPoolDomain'],
  DirectConnect: ['*'],
  EC2: [
    'CarrierGateway', 'ClientVpnEndpoint', 'ClientVpnRoute', 'ClientVpnTargetNetworkAssociation', 'CustomerGateway', 'EC2Fleet',
    'EgressOnlyInternetGateway', 'EIP', 'EIPAssociation', 'InstanceConnectEndpoint', 'InternetGateway', 'LocalGatewayRoute', 'NatGateway',
    'NetworkAcl', 'NetworkInterface', 'Route', 'RouteTable', 'SpotFleet', 'Subnet', 'SubnetCidrBlock', 'SubnetRouteTableAssociation',
    'TransitGateway', 'TransitGatewayAttachment', 'TransitGatewayConnect', 'TransitGatewayPeeringAttachment', 'TransitGatewayRoute',
    'TransitGatewayRouteTable', 'TransitGatewayRouteTableAssociation', 'TransitGatewayVpcAttachment', 'VerifiedAccessEndpoint', 'VPC',
    'VPCCidrBlock', 'VPCEndpoint', 'VPCEndpointService', 'VPCGatewayAttachment', 'VPCPeeringConnection', 'VPNConnection',
    'VPNConnectionRoute', 'VPNGateway', 'VPNGatewayRoutePropagation',
  ],
  ECS: ['Cluster', 'ExpressGatewayService', 'Service', 'TaskSet'],
  EFS: ['AccessPoint', 'MountTarget'],
  EKS: ['FargateProfile', 'Nodegroup'],
  ElasticBeanstalk: ['Environment'],
  ElasticLoadBalancing: ['LoadBalancer'],
  ElasticLoadBalancingV2: ['Listener', 'ListenerCertificate', 'ListenerRule', 'LoadBalancer', 'TargetGroup'],
  Events: ['Endpoint', 'EventBus'],
  GlobalAccelerator: ['*'],
  IoT: ['DomainConfiguration'],
  KinesisVideo: ['SignalingChannel'],
  Lambda: ['Alias', 'EventSourceMapping', 'Url'],
  Lightsail: ['Container', 'Distribution', 'Domain', 'LoadBalancer', 'StaticIp'],
  MSK: ['VpcConnection'],
  NeptuneGraph: ['PrivateGraphEndpoint'],
  NetworkFirewall: ['Firewall', 'VpcEndpointAssociation'],
  NetworkManager: ['CoreNetwork', 'SiteToSiteVpnAttachment', 'VpcAttachment'],
  OpenSearchServerless: ['VpcEndpoint'],
  Pipes: ['Pipe'],
  RDS: ['DBProxy', 'DBProxyEndpoint', 'DBProxyTargetGroup'],
  Redshift: ['EndpointAccess'],
  RefactorSpaces: ['*'],
  Route53: ['HostedZone', 'RecordSet', 'RecordSetGroup'],
  Route53Resolver: ['ResolverEndpoint', 'ResolverRule', 'ResolverRuleAssociation'],
  S3: ['AccessPoint', 'MultiRegionAccessPoint'],
  S3Express: ['AccessPoint'],
  S3Files: ['AccessPoint', 'MountTarget'],
  S3ObjectLambda: ['AccessPoint'],
  S3Outposts: ['AccessPoint', 'Endpoint'],
  SageMaker: ['Endpoint', 'InferenceComponent'],
  Serverless: ['Api', 'HttpApi'],
  ServiceDiscovery: ['HttpNamespace', 'Instance', 'PrivateDnsNamespace', 'PublicDnsNamespace', 'Service'],
  SES: ['EmailIdentity', 'MailManagerIngressPoint'],
  Transfer: ['Server'],
  VpcLattice: [
    'Listener', 'ResourceConfiguration', 'ResourceGateway', 'Rule', 'Service', 'ServiceNetwork', 'ServiceNetworkResourceAssociation',
    'ServiceNetworkServiceAssociation', 'ServiceNetworkVpcAssociation', 'TargetGroup',
  ],
};

/** All types that are not just anything. */
export const TYPES_WITH_A_ROLE = [STATEFUL, TRAFFIC_SERVING].flatMap((table) => (
  Object.entries(table).flatMap(([service, names]) => names.map((name) => `AWS::${service}::${name}`))));

/** Of all custom resources of the CDK, the one that has data behind it: a copy of a table in another region. */
const CUSTOM_COPY_OF_TABLE = 'Custom::DynamoDBReplica';

/** The role of a type. What nobody knows may hold data: types that are newer than the library, of other vendors, and of modules. */
export function roleOfType(type: string): ResourceRole {
  if (isCustomResource(type)) { return type === CUSTOM_COPY_OF_TABLE ? ResourceRole.STATEFUL : ResourceRole.OTHER; }
  const [vendor, service, name] = type.split('::');
  if (vendor === 'AWS' && has(STATEFUL, service, name)) { return ResourceRole.STATEFUL; }
  if (vendor === 'AWS' && has(TRAFFIC_SERVING, service, name)) { return ResourceRole.TRAFFIC_SERVING; }
  return isKnownType(type) ? ResourceRole.OTHER : ResourceRole.STATEFUL;
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

function has(table: Record<string, string[]>, service: string, name: string): boolean {
  return Object.hasOwn(table, service) && (table[service].includes(name) || table[service].includes('*'));
}

/** All types that a loop makes. */
function typesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) { return []; }
  return Object.entries(value).flatMap(([key, inside]) => (key === 'Type' && typeof inside === 'string' ? [inside] : typesIn(inside)));
}
