/** The kinds of resources that the library knows the signals of. */
export enum ResourceKind {
  /** Amazon ECS service. */
  ECS_SERVICE = 'ecsService',
  /** Amazon EC2 instance. */
  EC2_INSTANCE = 'ec2Instance',
  /** Amazon EC2 Auto Scaling group. */
  AUTO_SCALING_GROUP = 'autoScalingGroup',
  /** Application Load Balancer. */
  LOAD_BALANCER = 'loadBalancer',
  /** Network Load Balancer. */
  NETWORK_LOAD_BALANCER = 'networkLoadBalancer',
  /** AWS Lambda function. */
  LAMBDA_FUNCTION = 'lambdaFunction',
  /** Amazon RDS database instance. */
  RDS_INSTANCE = 'rdsInstance',
  /** Amazon RDS or Aurora cluster. */
  RDS_CLUSTER = 'rdsCluster',
  /** Amazon DynamoDB table. */
  TABLE = 'table',
  /** Amazon SQS queue. */
  QUEUE = 'queue',
  /** Amazon SNS topic. */
  TOPIC = 'topic',
  /** REST API of Amazon API Gateway. */
  REST_API = 'restApi',
  /** HTTP API of Amazon API Gateway. */
  HTTP_API = 'httpApi',
  /** AWS Step Functions state machine. */
  STATE_MACHINE = 'stateMachine',
  /** AWS CodeBuild project. */
  BUILD_PROJECT = 'buildProject',
  /** AWS CodePipeline pipeline. */
  PIPELINE = 'pipeline',
  /** Amazon EKS cluster with Container Insights. */
  EKS_CLUSTER = 'eksCluster',
  /** Amazon ElastiCache cluster or replication group. */
  ELASTICACHE = 'elastiCache',
  /** Amazon CloudFront distribution. */
  DISTRIBUTION = 'distribution',
  /** Certificate of AWS Certificate Manager. */
  CERTIFICATE = 'certificate',
  /** Metrics that an application publishes itself. */
  APPLICATION = 'application',
}
