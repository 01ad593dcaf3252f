import { CfnResource } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { ApplicationMetricsOptions } from './application-metrics-options';
import { Observation, ObserveOptions } from './observation';
import { applicationSource } from './private/application-checks';
import { lintMetric } from './private/metric-lint';
import * as sources from './private/sources-of-constructs';
import { ISignalSource } from './signal-source';
import { A_SIGNAL_SOURCE, inputErrorIn, show } from '../core/private/input-error';

/**
 * Makes signal sources of the resources that the AWS CDK already knows.
 *
 * What these return goes into alarms, dashboards and objectives. For a resource that is not here, implement
 * `ISignalSource`.
 */
export class Signals {
  /**
   * CPU and memory of an ECS service, whatever it runs on.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
   */
  public static ecsService(service: ecs.IBaseService): ISignalSource {
    return sources.ecsService(service);
  }

  /**
   * Requests, errors, latency and target health of an application load balancer. Target health needs the target
   * groups: it is reported per group only.
   *
   * @param targetGroups the groups whose health counts
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
   */
  public static loadBalancer(loadBalancer: elbv2.IApplicationLoadBalancer, targetGroups: elbv2.IApplicationTargetGroup[] = []): ISignalSource {
    return sources.loadBalancer(loadBalancer, targetGroups);
  }

  /**
   * Connections and target health of a network load balancer. It does not look into what it carries, so it knows
   * neither errors nor latency. Target health needs the target groups: it is reported per group only.
   *
   * @param targetGroups the groups whose health counts
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public static networkLoadBalancer(loadBalancer: elbv2.INetworkLoadBalancer, targetGroups: elbv2.INetworkTargetGroup[] = []): ISignalSource {
    return sources.networkLoadBalancer(loadBalancer, targetGroups);
  }

  /**
   * CPU and status checks of one EC2 instance, and the CPU credits of a burstable one. Basic monitoring reports CPU every
   * five minutes.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
   */
  public static ec2Instance(instance: ec2.IInstance): ISignalSource {
    return sources.ec2Instance(instance);
  }

  /**
   * CPU over all instances of an Auto Scaling group, and the instances in service where the group publishes its metrics.
   *
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-cloudwatch-monitoring.html
   */
  public static autoScalingGroup(group: autoscaling.IAutoScalingGroup): ISignalSource {
    return sources.autoScalingGroup(group);
  }

  /**
   * Invocations, errors, duration and throttles of a Lambda function; the age of its iterator where it reads a stream. A
   * function reports no CPU: its share follows its memory size.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public static lambdaFunction(lambdaFunction: lambda.IFunction): ISignalSource {
    return sources.lambdaFunction(lambdaFunction);
  }

  /**
   * CPU, connections, free storage and latency of an RDS database instance; the lag of a replica, and the CPU credits of a
   * burstable class.
   *
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
   */
  public static rdsInstance(instance: rds.IDatabaseInstance): ISignalSource {
    return sources.rdsInstance(instance);
  }

  /**
   * CPU of the busiest instance, connections, latency and replica lag of an RDS or Aurora cluster.
   *
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
   */
  public static rdsCluster(cluster: rds.IDatabaseCluster): ISignalSource {
    return sources.rdsCluster(cluster);
  }

  /**
   * Requests, latency, throttles and server errors of a DynamoDB table, over all operations.
   *
   * Errors are a number, not a share: a formula of an alarm holds ten metrics, and there are ten operations.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
   */
  public static table(table: dynamodb.ITable): ISignalSource {
    return sources.table(table);
  }

  /**
   * The age of the oldest message, the messages that wait and the dead letters of an SQS queue.
   *
   * @param deadLetterQueue where those messages go that nobody could process; found where this app gives the queue one
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  public static queue(queue: sqs.IQueue, deadLetterQueue?: sqs.IQueue): ISignalSource {
    return sources.queue(queue, deadLetterQueue);
  }

  /**
   * Messages and failed deliveries of an SNS topic.
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
   */
  public static topic(topic: sns.ITopic): ISignalSource {
    return sources.topic(topic);
  }

  /**
   * Requests, errors and latency of a REST API of API Gateway, over all stages.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   */
  public static restApi(api: apigateway.IRestApi): ISignalSource {
    return sources.restApi(api);
  }

  /**
   * Requests, errors and latency of an HTTP API of API Gateway, over all stages.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
   */
  public static httpApi(api: apigatewayv2.IHttpApi): ISignalSource {
    return sources.httpApi(api);
  }

  /**
   * Executions of a state machine of Step Functions: how many, how many fail, and how long they take.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
   */
  public static stateMachine(stateMachine: stepfunctions.IStateMachine): ISignalSource {
    return sources.stateMachine(stateMachine);
  }

  /**
   * Builds of a CodeBuild project: how many, how many fail, and how long they take.
   *
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/cloudwatch_metrics-codebuild.html
   */
  public static buildProject(project: codebuild.IProject): ISignalSource {
    return sources.buildProject(project);
  }

  /**
   * Failed executions of a pipeline of CodePipeline, and how long executions take. Only pipelines of type V2 report.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html
   */
  public static pipeline(pipeline: codepipeline.IPipeline): ISignalSource {
    return sources.pipeline(pipeline);
  }

  /**
   * CPU, memory, disk and health of the nodes of an EKS cluster. These exist only with Container Insights, so with the
   * add-on `amazon-cloudwatch-observability`.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-EKS.html
   */
  public static eksCluster(cluster: eks.ICluster): ISignalSource {
    return sources.eksCluster(cluster);
  }

  /**
   * CPU, memory, connections and replica lag of an ElastiCache cluster or replication group. A replication group reports
   * by node: of its first ten, the worst counts.
   *
   * @param cache an `AWS::ElastiCache::CacheCluster` or an `AWS::ElastiCache::ReplicationGroup`
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html
   */
  public static elastiCache(cache: CfnResource): ISignalSource {
    return sources.elastiCache(cache);
  }

  /**
   * Requests and errors of a CloudFront distribution. They are in us-east-1 wherever the stack is: dashboards show them
   * anywhere, an alarm on them has to be in a stack in us-east-1.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
   */
  public static distribution(distribution: cloudfront.IDistribution): ISignalSource {
    return sources.distribution(distribution);
  }

  /**
   * How many days a certificate is valid. A certificate that is renewed by itself reports, too.
   *
   * @see https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
   */
  public static certificate(certificate: acm.ICertificate): ISignalSource {
    return sources.certificate(certificate);
  }

  /**
   * What an application publishes about itself. No alarm is recommended for it: only its people know what is normal.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
   */
  public static application(options: ApplicationMetricsOptions): ISignalSource {
    return applicationSource(options);
  }

  /**
   * The same source under another name, for dashboards and alarms of which the readers know it by that name.
   *
   * @param sourceName what a person calls it
   */
  public static named(sourceName: string, source: ISignalSource): ISignalSource {
    requireNamed(sourceName, source);
    const { resource, resourceKind } = source;
    return { sourceName, resource, resourceKind, goldenSignals: () => source.goldenSignals() };
  }

  /**
   * A source for each resource below a construct, whether an L2 construct or plain CloudFormation made it, and a list of
   * those that are left out. Looks once and at once: call it when everything is there. It never fails.
   *
   * @param scope a stack, a stage or any construct; resources of different stages cannot share a dashboard
   */
  public static observe(scope: IConstruct, options: ObserveOptions = {}): Observation {
    return Observation._of(scope, options);
  }

  /**
   * Warns where a metric can never have data; for alarms and dashboards of this library.
   *
   * @internal
   */
  public static _lint(scope: IConstruct, metric: cloudwatch.IMetric): void {
    lintMetric(scope, metric);
  }

  private constructor() {}
}

function requireNamed(sourceName: unknown, source: ISignalSource): void {
  const place = 'Signals.named()';
  if (typeof sourceName !== 'string' || sourceName.trim() === '') {
    throw inputErrorIn(place, `'sourceName' must be what a person calls the source, such as 'orders', got ${show(sourceName)}`);
  }
  if (typeof source?.goldenSignals !== 'function') { throw inputErrorIn(place, `'source' must be ${A_SIGNAL_SOURCE}, got ${show(source)}`); }
}
