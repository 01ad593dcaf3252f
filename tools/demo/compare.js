// Every resource that was deployed, property by property: what the template says and what the service's API answers.
const { Resolver } = require('./resolve');

/** Properties that the API answers with under the name of the template. */
const same = (...names) => Object.fromEntries(names.map((name) => [name, (live) => field(live, name)]));

/** Properties to compare, by type, and where the API has them. */
const COMPARED = {
  'AWS::ApplicationAutoScaling::ScalableTarget': same('MaxCapacity', 'MinCapacity', 'ResourceId', 'ScalableDimension'),
  'AWS::ApplicationAutoScaling::ScalingPolicy': same('PolicyName', 'PolicyType', 'TargetTrackingScalingPolicyConfiguration'),
  'AWS::CloudWatch::Alarm': same(
    'AlarmActions', 'AlarmDescription', 'ComparisonOperator', 'DatapointsToAlarm', 'Dimensions', 'EvaluationPeriods', 'MetricName',
    'Metrics', 'Namespace', 'OKActions', 'Period', 'Statistic', 'Threshold', 'TreatMissingData',
  ),
  'AWS::CloudWatch::Dashboard': { DashboardBody: (live) => live },
  'AWS::CodeBuild::Project': same('Description', 'Environment', 'LogsConfig', 'ServiceRole', 'Source', 'TimeoutInMinutes'),
  'AWS::CodePipeline::Pipeline': same('ArtifactStore', 'RoleArn', 'Stages'),
  'AWS::DynamoDB::Table': same('AttributeDefinitions', 'KeySchema'),
  'AWS::EC2::FlowLog': same('LogDestination', 'LogDestinationType', 'ResourceId', 'TrafficType'),
  'AWS::EC2::NatGateway': same('SubnetId'),
  'AWS::EC2::SecurityGroup': { GroupDescription: (live) => live.Description, ...same('VpcId') },
  'AWS::EC2::Subnet': same('AvailabilityZone', 'CidrBlock', 'MapPublicIpOnLaunch', 'VpcId'),
  'AWS::EC2::VPC': same('CidrBlock', 'InstanceTenancy'),
  'AWS::EC2::VPCEndpoint': same('RouteTableIds', 'ServiceName', 'VpcEndpointType', 'VpcId'),
  'AWS::ECR::Repository': same('EncryptionConfiguration', 'ImageScanningConfiguration', 'ImageTagMutability', 'LifecyclePolicy'),
  'AWS::ECS::Service': same('DeploymentConfiguration', 'DeploymentController', 'LoadBalancers', 'NetworkConfiguration', 'TaskDefinition'),
  'AWS::ECS::TaskDefinition': same(
    'ContainerDefinitions', 'Cpu', 'ExecutionRoleArn', 'Family', 'Memory', 'NetworkMode', 'RequiresCompatibilities', 'TaskRoleArn',
  ),
  'AWS::ElasticLoadBalancingV2::Listener': same('DefaultActions', 'LoadBalancerArn', 'Port', 'Protocol'),
  'AWS::ElasticLoadBalancingV2::ListenerRule': same('Actions', 'Conditions', 'Priority'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    Subnets: (live) => live.AvailabilityZones.map((zone) => zone.SubnetId), ...same('Scheme', 'SecurityGroups', 'Type'),
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': same(
    'HealthCheckIntervalSeconds', 'HealthCheckPath', 'HealthCheckTimeoutSeconds', 'HealthyThresholdCount', 'Port', 'Protocol', 'TargetType',
    'UnhealthyThresholdCount', 'VpcId',
  ),
  'AWS::Events::Rule': { EventPattern: (live) => JSON.parse(live.EventPattern), ...same('ScheduleExpression', 'State', 'Targets') },
  'AWS::IAM::ManagedPolicy': same('PolicyDocument', 'Roles'),
  'AWS::IAM::Policy': same('PolicyDocument', 'Roles'),
  'AWS::IAM::Role': {
    // Policies that name the role are attached as well.
    ManagedPolicyArns: (live, wanted) => live.ManagedPolicyArns.filter((arn) => wanted.includes(arn)),
    ...same('AssumeRolePolicyDocument', 'Description'),
  },
  'AWS::Lambda::EventSourceMapping': same('BatchSize', 'EventSourceArn', 'FunctionResponseTypes'),
  'AWS::Lambda::Function': same('Description', 'Environment', 'Handler', 'MemorySize', 'Role', 'Runtime', 'Timeout', 'VpcConfig'),
  'AWS::Logs::LogGroup': same('RetentionInDays'),
  'AWS::RDS::DBInstance': {
    Port: (live) => live.Endpoint.Port,
    DBSubnetGroupName: (live) => live.DBSubnetGroup.DBSubnetGroupName,
    VPCSecurityGroups: (live) => live.VpcSecurityGroups.map((group) => group.VpcSecurityGroupId),
    ...same(
      'AllocatedStorage', 'DBInstanceClass', 'DeletionProtection', 'Engine', 'EngineVersion', 'MultiAZ', 'PubliclyAccessible', 'StorageEncrypted',
    ),
  },
  'AWS::S3::Bucket': {
    BucketEncryption: (live) => ({
      ServerSideEncryptionConfiguration: live.BucketEncryption.Rules.map((rule) => ({
        ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
      })),
    }),
    ...same('PublicAccessBlockConfiguration', 'VersioningConfiguration'),
  },
  'AWS::S3::BucketPolicy': same('PolicyDocument'),
  'AWS::SNS::Subscription': same('Endpoint', 'Protocol', 'TopicArn'),
  'AWS::SQS::Queue': same('RedrivePolicy', 'VisibilityTimeout'),
  'AWS::SSM::Parameter': same('Type', 'Value'),
};

/** One check per resource that must exist and per property that must be as the template says, but for one that has moved. */
function compareStack(checks, stack, { Stacks: { [stack.name]: live }, Exports: exports }, skippedTypes, moved) {
  const resolver = new Resolver(stack.template, live, exports);
  for (const resource of stack.resources.filter(({ type }) => !skippedTypes.includes(type))) {
    const place = `${stack.name}/${resource.path}`;
    const found = live.Resources[resource.logicalId];
    if (!checks.that(`${place} exists`, found !== undefined && found.Live !== null)) { continue; }

    for (const [property, read] of Object.entries(COMPARED[resource.type] ?? {})) {
      const wanted = resource.properties[property];
      if (wanted === undefined || `${place}.${property}` === moved) { continue; }
      const resolve = () => parsed(resolver.resolve(wanted));
      checks.equal(`${place} has the ${property} of the template`, () => read(found.Live, resolve()), resolve);
    }
  }
}

/** Documents are text in some templates. */
function parsed(value) {
  return typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value;
}

/** Whether everything wanted is there; the API may say more. Names differ in case, numbers in type, lists in order. */
function matches(wanted, actual) {
  if (Array.isArray(wanted)) {
    return Array.isArray(actual) && wanted.length === actual.length
      && wanted.every((item, index) => matches(item, actual[index]) || isIn(actual, item));
  }
  if (wanted !== null && typeof wanted === 'object') {
    return actual !== null && typeof actual === 'object' && Object.entries(wanted).every(([key, item]) => matches(item, field(actual, key)));
  }
  return String(wanted) === String(actual);
}

function isIn(list, item) {
  return typeof item === 'string' && list.includes(item);
}

function field(object, name) {
  return object[name] ?? Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

module.exports = { compareStack, matches };
