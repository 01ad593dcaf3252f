import { CfnResource, Fn } from 'aws-cdk-lib';
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
import { HttpApiSource, RestApiSource } from './api-sources';
import { AutoScalingGroupSource } from './auto-scaling-group-source';
import { CertificateSource } from './certificate-source';
import { BuildProjectSource, PipelineSource } from './delivery-sources';
import { DistributionSource } from './distribution-source';
import { Ec2InstanceSource } from './ec2-instance-source';
import { EcsServiceSource } from './ecs-service-source';
import { EksClusterSource } from './eks-cluster-source';
import { ElastiCacheSource } from './elasticache-source';
import { countsInstances, deadLetterQueueOf, elastiCacheFacts, lambdaFacts, rdsClusterFacts, rdsInstanceFacts } from './facts';
import { LambdaFunctionSource } from './lambda-function-source';
import { LoadBalancerSource } from './load-balancer-source';
import { NetworkLoadBalancerSource } from './network-load-balancer-source';
import { QueueSource } from './queue-source';
import { RdsClusterSource } from './rds-cluster-source';
import { RdsInstanceSource } from './rds-instance-source';
import { StateMachineSource } from './state-machine-source';
import { resourceOf, subjectOf } from './subject';
import { Surroundings } from './surroundings';
import { TableSource } from './table-source';
import { TopicSource } from './topic-source';
import { inputError, inputErrorIn, show } from '../../core/private/input-error';
import { textOf } from '../../core/private/resource-properties';
import { ISignalSource } from '../signal-source';

// The L2 constructs say their names themselves, imported ones, too; what else there is to know is in their resources.

export function ecsService(service: ecs.IBaseService): ISignalSource {
  return new EcsServiceSource(subjectOf(service, 'AWS::ECS::Service'), service.cluster.clusterName, service.serviceName);
}

export function loadBalancer(balancer: elbv2.IApplicationLoadBalancer, groups: elbv2.IApplicationTargetGroup[]): ISignalSource {
  const subject = subjectOf(balancer, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  return new LoadBalancerSource(subject, fullNameIn(balancer.metrics.requestCount()), groups.map(fullNameOf));
}

export function networkLoadBalancer(balancer: elbv2.INetworkLoadBalancer, groups: elbv2.INetworkTargetGroup[]): ISignalSource {
  const subject = subjectOf(balancer, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  return new NetworkLoadBalancerSource(subject, fullNameIn(balancer.metrics.activeFlowCount()), groups.map(fullNameOf));
}

export function ec2Instance(instance: ec2.IInstance): ISignalSource {
  const resource = resourceOf(instance, 'AWS::EC2::Instance');
  return new Ec2InstanceSource(subjectOf(instance, 'AWS::EC2::Instance'), instance.instanceId, resource && textOf(resource, 'InstanceType'));
}

export function autoScalingGroup(group: autoscaling.IAutoScalingGroup): ISignalSource {
  const type = 'AWS::AutoScaling::AutoScalingGroup';
  return new AutoScalingGroupSource(subjectOf(group, type), group.autoScalingGroupName, countsInstances(resourceOf(group, type)));
}

export function lambdaFunction(fn: lambda.IFunction): ISignalSource {
  const resource = resourceOf(fn, 'AWS::Lambda::Function');
  // Event sources that are added to a function are below it.
  const below = fn.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node));
  return new LambdaFunctionSource(subjectOf(fn, 'AWS::Lambda::Function'), lambdaFacts(fn.functionName, resource, new Surroundings(below)));
}

export function rdsInstance(instance: rds.IDatabaseInstance): ISignalSource {
  const type = 'AWS::RDS::DBInstance';
  return new RdsInstanceSource(subjectOf(instance, type), rdsInstanceFacts(instance.instanceIdentifier, resourceOf(instance, type)));
}

export function rdsCluster(cluster: rds.IDatabaseCluster): ISignalSource {
  const type = 'AWS::RDS::DBCluster';
  return new RdsClusterSource(subjectOf(cluster, type), rdsClusterFacts(cluster.clusterIdentifier, resourceOf(cluster, type)));
}

export function table(ofTable: dynamodb.ITable): ISignalSource {
  return new TableSource(subjectOf(ofTable, 'AWS::DynamoDB::Table'), ofTable.tableName);
}

export function queue(ofQueue: sqs.IQueue, deadLetterQueue?: sqs.IQueue): ISignalSource {
  const resource = resourceOf(ofQueue, 'AWS::SQS::Queue');
  const own = resource && deadLetterQueueOf(resource)?.getAtt('QueueName').toString();
  return new QueueSource(subjectOf(ofQueue, 'AWS::SQS::Queue'), ofQueue.queueName, deadLetterQueue?.queueName ?? own);
}

export function topic(ofTopic: sns.ITopic): ISignalSource {
  return new TopicSource(subjectOf(ofTopic, 'AWS::SNS::Topic'), ofTopic.topicName);
}

export function restApi(api: apigateway.IRestApi): ISignalSource {
  return new RestApiSource(subjectOf(api, 'AWS::ApiGateway::RestApi'), api.restApiName);
}

export function httpApi(api: apigatewayv2.IHttpApi): ISignalSource {
  return new HttpApiSource(subjectOf(api, 'AWS::ApiGatewayV2::Api'), api.apiId);
}

export function stateMachine(machine: stepfunctions.IStateMachine): ISignalSource {
  return new StateMachineSource(subjectOf(machine, 'AWS::StepFunctions::StateMachine'), machine.stateMachineArn);
}

export function buildProject(project: codebuild.IProject): ISignalSource {
  return new BuildProjectSource(subjectOf(project, 'AWS::CodeBuild::Project'), project.projectName);
}

export function pipeline(ofPipeline: codepipeline.IPipeline): ISignalSource {
  return new PipelineSource(subjectOf(ofPipeline, 'AWS::CodePipeline::Pipeline'), ofPipeline.pipelineName);
}

export function eksCluster(cluster: eks.ICluster): ISignalSource {
  return new EksClusterSource(subjectOf(cluster, 'AWS::EKS::Cluster'), cluster.clusterName);
}

const CACHES = ['AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ReplicationGroup'];

export function elastiCache(cache: CfnResource): ISignalSource {
  if (!CACHES.includes(cache?.cfnResourceType)) {
    if (cache?.node === undefined) { throw inputErrorIn('Signals', `'cache' must be an ${CACHES.join(' or an ')}, got ${show(cache)}`); }
    throw inputError(cache, `'cache' must be an ${CACHES.join(' or an ')}, got an ${show(cache.cfnResourceType)}`);
  }
  return new ElastiCacheSource(subjectOf(cache, cache.cfnResourceType), elastiCacheFacts(cache));
}

export function distribution(ofDistribution: cloudfront.IDistribution): ISignalSource {
  return new DistributionSource(subjectOf(ofDistribution, 'AWS::CloudFront::Distribution'), ofDistribution.distributionId);
}

export function certificate(ofCertificate: acm.ICertificate): ISignalSource {
  return new CertificateSource(subjectOf(ofCertificate, 'AWS::CertificateManager::Certificate'), ofCertificate.certificateArn);
}

/** Load balancers say the end of their ARN in their metrics only, whether imported or not. */
function fullNameIn(metric: cloudwatch.IMetric): string {
  return metric.toMetricConfig().metricStat!.dimensions!.find(({ name }) => name === 'LoadBalancer')!.value;
}

/** Groups of this app know it; of others it is the end of the ARN. */
function fullNameOf(group: elbv2.ITargetGroup & IConstruct): string {
  const { targetGroupFullName } = group as Partial<elbv2.TargetGroupBase>;
  return targetGroupFullName ?? Fn.select(5, Fn.split(':', group.targetGroupArn));
}
