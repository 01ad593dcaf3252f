/** Metrics of one namespace that are published with the same sets of dimensions. */
interface Published {
  /** Names, separated by spaces. */
  readonly metrics: string;
  /** Sets of names of dimensions, each in order of the alphabet and separated by commas. Without any set, all are taken. */
  readonly dimensions?: string[];
}

/** What AWS publishes in one namespace, as far as the library knows. */
export interface KnownNamespace {
  readonly published: Published[];
  /** Whether a name that is not here does not exist. Otherwise it is not judged, for AWS publishes more than is listed. */
  readonly complete?: boolean;
  /** The sets of dimensions of all that is not listed. */
  readonly others?: string[];
  /** Names that people write and AWS does not, with what they look for. */
  readonly instead?: Record<string, string>;
}

const API_NAME = ['ApiName', 'ApiName,Stage', 'ApiName,Method,Resource,Stage'];
const API_ID = ['ApiId', 'ApiId,Stage', 'ApiId,Method,Resource,Stage', 'ApiId,Route,Stage'];
const TARGETS = ['LoadBalancer,TargetGroup', 'AvailabilityZone,LoadBalancer,TargetGroup'];
const BALANCER = ['LoadBalancer', 'AvailabilityZone,LoadBalancer'];
const FUNCTION = ['', 'FunctionName', 'FunctionName,Resource', 'ExecutedVersion,FunctionName,Resource'];
const TABLE = ['TableName', 'GlobalSecondaryIndexName,TableName'];
const DATABASE = ['', 'DBInstanceIdentifier', 'DBClusterIdentifier', 'DBClusterIdentifier,Role', 'DatabaseClass', 'EngineName',
  'DBClusterIdentifier,EngineName', 'DBClusterIdentifier,SourceRegion', 'SourceRegion', 'DBShardGroupIdentifier'];
const INSTANCE = ['', 'InstanceId', 'AutoScalingGroupName', 'ImageId', 'InstanceType'];
const CACHE = ['', 'CacheClusterId', 'CacheClusterId,CacheNodeId', 'ReplicationGroupId,Role', 'clusterId'];
const POD = ['ClusterName', 'ClusterName,Namespace', 'ClusterName,Namespace,PodName', 'ClusterName,Namespace,Service',
  'ClusterName,FullPodName,Namespace,PodName'];
const CONTAINER_UTILIZATION = { CPUUtilization: 'CpuUtilized, or CPUUtilization in AWS/ECS', MemoryUtilization: 'MemoryUtilized, or MemoryUtilization in AWS/ECS' };

/**
 * The namespaces of the kinds of resources that the library knows. From the pages of AWS on the metrics of each service.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
 */
export const CATALOGUE: Record<string, KnownNamespace> = {
  'AWS/ECS': {
    published: [
      { metrics: 'CPUUtilization MemoryUtilization', dimensions: ['ClusterName', 'ClusterName,ServiceName'] },
      { metrics: 'CPUReservation MemoryReservation GPUReservation', dimensions: ['ClusterName'] },
    ],
    instead: { RunningTaskCount: 'RunningTaskCount in ECS/ContainerInsights', DesiredTaskCount: 'DesiredTaskCount in ECS/ContainerInsights' },
  },
  'ECS/ContainerInsights': {
    published: [{ metrics: 'CpuUtilized CpuReserved MemoryUtilized MemoryReserved RunningTaskCount PendingTaskCount DesiredTaskCount' }],
    instead: CONTAINER_UTILIZATION,
  },
  'AWS/EC2': {
    published: [{
      metrics: 'CPUUtilization CPUCreditBalance CPUCreditUsage CPUSurplusCreditBalance CPUSurplusCreditsCharged DiskReadBytes DiskReadOps '
        + 'DiskWriteBytes DiskWriteOps EBSByteBalance% EBSIOBalance% EBSReadBytes EBSReadOps EBSWriteBytes EBSWriteOps MetadataNoToken '
        + 'MetadataNoTokenRejected NetworkIn NetworkOut NetworkPacketsIn NetworkPacketsOut StatusCheckFailed StatusCheckFailed_Instance '
        + 'StatusCheckFailed_System StatusCheckFailed_AttachedEBS',
      dimensions: INSTANCE,
    }],
    instead: {
      MemoryUtilization: 'mem_used_percent of the CloudWatch agent, in CWAgent',
      DiskSpaceUtilization: 'disk_used_percent of the CloudWatch agent, in CWAgent',
      DiskUtilization: 'disk_used_percent of the CloudWatch agent, in CWAgent',
    },
  },
  'AWS/AutoScaling': {
    published: [{
      metrics: 'GroupMinSize GroupMaxSize GroupDesiredCapacity GroupInServiceInstances GroupPendingInstances GroupStandbyInstances '
        + 'GroupTerminatingInstances GroupTotalInstances GroupInServiceCapacity GroupTotalCapacity',
      dimensions: ['AutoScalingGroupName'],
    }],
    instead: { CPUUtilization: 'CPUUtilization in AWS/EC2' },
  },
  'AWS/ApplicationELB': {
    published: [
      { metrics: 'HealthyHostCount UnHealthyHostCount', dimensions: TARGETS },
      { metrics: 'RequestCountPerTarget', dimensions: ['TargetGroup', ...TARGETS] },
      { metrics: 'LambdaUserError', dimensions: ['TargetGroup', 'LoadBalancer,TargetGroup'] },
      {
        metrics: 'HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count HTTPCode_ELB_5XX_Count HTTPCode_ELB_500_Count HTTPCode_ELB_502_Count '
        + 'HTTPCode_ELB_503_Count HTTPCode_ELB_504_Count ActiveConnectionCount NewConnectionCount ProcessedBytes RejectedConnectionCount '
        + 'ClientTLSNegotiationErrorCount',
        dimensions: BALANCER,
      },
      {
        metrics: 'RequestCount TargetResponseTime HTTPCode_Target_2XX_Count HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count '
        + 'HTTPCode_Target_5XX_Count TargetConnectionErrorCount TargetTLSNegotiationErrorCount',
        dimensions: ['TargetGroup', ...BALANCER, ...TARGETS],
      },
    ],
    instead: {
      UnhealthyHostCount: 'UnHealthyHostCount',
      Latency: 'TargetResponseTime',
      HTTPCode_Target_5XX: 'HTTPCode_Target_5XX_Count',
      HTTPCode_ELB_5XX: 'HTTPCode_ELB_5XX_Count',
      CPUUtilization: 'the CPU of the targets: a load balancer publishes none',
    },
  },
  'AWS/NetworkELB': {
    published: [
      { metrics: 'HealthyHostCount UnHealthyHostCount', dimensions: TARGETS },
      {
        metrics: 'ActiveFlowCount NewFlowCount ProcessedBytes ProcessedPackets PortAllocationErrorCount TCP_Client_Reset_Count TCP_ELB_Reset_Count '
        + 'TCP_Target_Reset_Count PeakPacketsPerSecond',
        dimensions: BALANCER,
      },
    ],
    instead: {
      UnhealthyHostCount: 'UnHealthyHostCount',
      RequestCount: 'NewFlowCount: a network load balancer does not look into requests',
      TargetResponseTime: 'what the targets report: a network load balancer knows no latency',
    },
  },
  'AWS/Lambda': {
    published: [
      {
        metrics: 'Invocations Errors Throttles Duration DeadLetterErrors DestinationDeliveryFailures IteratorAge ConcurrentExecutions '
        + 'PostRuntimeExtensionsDuration ProvisionedConcurrentExecutions ProvisionedConcurrencyUtilization ProvisionedConcurrencyInvocations '
        + 'ProvisionedConcurrencySpilloverInvocations AsyncEventsReceived AsyncEventAge AsyncEventsDropped RecursiveInvocationsDropped',
        dimensions: FUNCTION,
      },
      { metrics: 'UnreservedConcurrentExecutions ClaimedAccountConcurrency', dimensions: [''] },
    ],
    instead: {
      CPUUtilization: 'cpu_total_time in LambdaInsights',
      MemoryUtilization: 'memory_utilization in LambdaInsights',
      ErrorRate: 'a formula over Errors and Invocations',
      ColdStarts: 'init_duration in LambdaInsights',
      InitDuration: 'init_duration in LambdaInsights',
      Timeouts: 'Errors, which counts timeouts, too',
    },
  },
  'AWS/RDS': {
    // Not the connections: proxies report theirs under the same name.
    published: [{
      metrics: 'CPUUtilization CPUCreditBalance FreeableMemory FreeStorageSpace FreeLocalStorage ReadLatency WriteLatency ReadIOPS WriteIOPS '
        + 'ReplicaLag AuroraReplicaLag AuroraReplicaLagMaximum DiskQueueDepth SwapUsage',
      dimensions: DATABASE,
    }],
    instead: {
      MemoryUtilization: 'FreeableMemory',
      FreeMemory: 'FreeableMemory',
      DiskUtilization: 'FreeStorageSpace',
      StorageUtilization: 'FreeStorageSpace',
      Connections: 'DatabaseConnections',
      ReplicationLag: 'ReplicaLag',
      FailedLogins: 'a metric filter on the log of the database',
    },
  },
  'AWS/DynamoDB': {
    published: [
      {
        metrics: 'ThrottledRequests SuccessfulRequestLatency',
        dimensions: ['Operation,TableName', 'GlobalSecondaryIndexName,Operation,TableName',
          'Operation,StreamLabel,TableName', 'Operation,ReceivingRegion,TableName'],
      },
      { metrics: 'SystemErrors', dimensions: ['Operation,TableName'] },
      { metrics: 'UserErrors', dimensions: ['', 'Operation'] },
      {
        metrics: 'ReadThrottleEvents WriteThrottleEvents ConsumedReadCapacityUnits ConsumedWriteCapacityUnits ProvisionedReadCapacityUnits '
        + 'ProvisionedWriteCapacityUnits',
        dimensions: [...TABLE, 'GlobalSecondaryIndexName,Source,TableName', 'Source,TableName'],
      },
      { metrics: 'ConditionalCheckFailedRequests TimeToLiveDeletedItemCount', dimensions: ['TableName'] },
    ],
    instead: { Throttles: 'ReadThrottleEvents and WriteThrottleEvents', Latency: 'SuccessfulRequestLatency', Errors: 'SystemErrors' },
  },
  'AWS/SQS': {
    complete: true,
    published: [{
      metrics: 'ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible '
        + 'ApproximateNumberOfMessagesVisible NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived NumberOfMessagesSent '
        + 'NumberOfDeduplicatedSentMessages SentMessageSize ApproximateNumberOfGroupsWithInflightMessages ApproximateNumberOfNoisyGroups '
        + 'ApproximateNumberOfMessagesVisibleInQuietGroups ApproximateNumberOfMessagesNotVisibleInQuietGroups '
        + 'ApproximateNumberOfMessagesDelayedInQuietGroups ApproximateAgeOfOldestMessageInQuietGroups',
      dimensions: ['QueueName'],
    }],
    instead: {
      ApproximateNumberOfMessages: 'ApproximateNumberOfMessagesVisible',
      QueueDepth: 'ApproximateNumberOfMessagesVisible',
      NumberOfMessages: 'ApproximateNumberOfMessagesVisible',
    },
  },
  'AWS/SNS': {
    published: [{
      metrics: 'NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed NumberOfNotificationsRedrivenToDlq '
        + 'NumberOfNotificationsFailedToRedriveToDlq NumberOfNotificationsFilteredOut PublishSize',
      dimensions: ['', 'TopicName', 'Application', 'Application,Platform', 'Platform', 'Country', 'SMSType', 'Country,SMSType', 'PhoneNumber'],
    }],
    instead: {
      NumberOfMessagesSent: 'NumberOfMessagesPublished',
      NumberOfMessagesDelivered: 'NumberOfNotificationsDelivered',
      NumberOfMessagesFailed: 'NumberOfNotificationsFailed',
    },
  },
  'AWS/ApiGateway': {
    published: [
      { metrics: '4XXError 5XXError CacheHitCount CacheMissCount', dimensions: API_NAME },
      { metrics: '4xx 5xx DataProcessed ConnectCount MessageCount IntegrationError ClientError ExecutionError', dimensions: API_ID },
      { metrics: 'Count Latency IntegrationLatency', dimensions: [...API_NAME, ...API_ID] },
    ],
    instead: {
      '4XXErrors': '4XXError',
      '5XXErrors': '5XXError',
      '4xxError': '4XXError of REST APIs or 4xx of HTTP APIs',
      '5xxError': '5XXError of REST APIs or 5xx of HTTP APIs',
      'Requests': 'Count',
    },
  },
  'AWS/States': {
    published: [{
      metrics: 'ExecutionsStarted ExecutionsSucceeded ExecutionsFailed ExecutionsTimedOut ExecutionsAborted ExecutionTime ExecutionThrottled',
      dimensions: ['StateMachineArn', 'Alias,StateMachineArn', 'StateMachineArn,Version', ''],
    }],
    instead: { ExecutionFailed: 'ExecutionsFailed', Errors: 'ExecutionsFailed', StateMachineFailed: 'ExecutionsFailed', ExecutionsThrottled: 'ExecutionThrottled' },
  },
  'AWS/CodeBuild': {
    published: [{ metrics: 'Builds SucceededBuilds FailedBuilds Duration QueuedDuration', dimensions: ['', 'ProjectName'] }],
    instead: { BuildsFailed: 'FailedBuilds', Failures: 'FailedBuilds' },
  },
  'AWS/CodePipeline': {
    published: [{ metrics: 'FailedPipelineExecutions PipelineDuration', dimensions: ['', 'PipelineName'] }],
    instead: {
      PipelineExecutionFailure: 'FailedPipelineExecutions',
      PipelineExecutionFailed: 'FailedPipelineExecutions',
      FailedExecutions: 'FailedPipelineExecutions',
      SucceededExecutions: 'an EventBridge rule on executions that succeed',
    },
  },
  'ContainerInsights': {
    published: [
      { metrics: 'cluster_node_count cluster_failed_node_count', dimensions: ['ClusterName'] },
      { metrics: 'node_cpu_utilization node_memory_utilization node_filesystem_utilization', dimensions: ['ClusterName', 'ClusterName,InstanceId,NodeName'] },
      { metrics: 'pod_cpu_utilization pod_memory_utilization pod_cpu_utilization_over_pod_limit pod_memory_utilization_over_pod_limit', dimensions: POD },
    ],
    instead: { CPUUtilization: 'node_cpu_utilization or pod_cpu_utilization', MemoryUtilization: 'node_memory_utilization or pod_memory_utilization' },
  },
  'AWS/ElastiCache': {
    published: [{
      metrics: 'CPUUtilization EngineCPUUtilization DatabaseMemoryUsagePercentage FreeableMemory CurrConnections Evictions ReplicationLag '
      + 'CPUCreditBalance SwapUsage',
      dimensions: CACHE,
    }],
    instead: { MemoryUtilization: 'DatabaseMemoryUsagePercentage', Connections: 'CurrConnections', ReplicaLag: 'ReplicationLag' },
  },
  'AWS/CloudFront': {
    published: [{
      metrics: 'Requests BytesDownloaded BytesUploaded 4xxErrorRate 5xxErrorRate TotalErrorRate CacheHitRate OriginLatency',
      dimensions: ['DistributionId,Region'],
    }],
    instead: { '4XXErrorRate': '4xxErrorRate', '5XXErrorRate': '5xxErrorRate', 'ErrorRate': 'TotalErrorRate', 'Latency': 'OriginLatency' },
  },
  'AWS/CertificateManager': {
    complete: true,
    published: [{ metrics: 'DaysToExpiry', dimensions: ['CertificateArn'] }],
  },
};
