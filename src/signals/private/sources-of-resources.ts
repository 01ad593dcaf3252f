import { CfnResource } from 'aws-cdk-lib';
import { HttpApiSource, RestApiSource } from './api-sources';
import { AutoScalingGroupSource } from './auto-scaling-group-source';
import { CertificateSource } from './certificate-source';
import { BuildProjectSource, PipelineSource } from './delivery-sources';
import { DistributionSource } from './distribution-source';
import { Ec2InstanceSource } from './ec2-instance-source';
import { EcsServiceSource } from './ecs-service-source';
import { EksClusterSource } from './eks-cluster-source';
import { ElastiCacheSource } from './elasticache-source';
import { countsInstances, elastiCacheFacts, lambdaFacts, rdsClusterFacts, rdsInstanceFacts } from './facts';
import { LambdaFunctionSource } from './lambda-function-source';
import { LoadBalancerSource } from './load-balancer-source';
import { NetworkLoadBalancerSource } from './network-load-balancer-source';
import { DeadLetterQueueSource, QueueSource } from './queue-source';
import { RdsClusterSource } from './rds-cluster-source';
import { RdsInstanceSource } from './rds-instance-source';
import { StateMachineSource } from './state-machine-source';
import { Subject } from './subject';
import { Surroundings } from './surroundings';
import { TableSource } from './table-source';
import { TopicSource } from './topic-source';
import { resourcesIn } from '../../core/private/references';
import { propertyOf, textOf } from '../../core/private/resource-properties';
import { ISignalSource } from '../signal-source';

/** A source, or why there is none. */
export type Found = ISignalSource | string;

type Maker = (resource: CfnResource, subject: Subject, around: Surroundings) => Found;

/** How each type of resource becomes a source. */
export const MAKERS: Record<string, Maker> = {
  'AWS::ECS::Service': (service, subject) => new EcsServiceSource(subject, clusterNameOf(service), attribute(service, 'Name')),
  'AWS::EC2::Instance': (instance, subject) => new Ec2InstanceSource(subject, instance.ref, textOf(instance, 'InstanceType')),
  'AWS::AutoScaling::AutoScalingGroup': (group, subject) => new AutoScalingGroupSource(subject, group.ref, countsInstances(group)),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::Lambda::Function': (fn, subject, around) => new LambdaFunctionSource(subject, lambdaFacts(fn.ref, fn, around)),
  'AWS::Serverless::Function': (fn, subject, around) => new LambdaFunctionSource(subject, lambdaFacts(fn.ref, fn, around)),
  'AWS::RDS::DBInstance': (instance, subject) => new RdsInstanceSource(subject, rdsInstanceFacts(instance.ref, instance)),
  'AWS::RDS::DBCluster': (cluster, subject) => new RdsClusterSource(subject, rdsClusterFacts(cluster.ref, cluster)),
  'AWS::DynamoDB::Table': (table, subject) => new TableSource(subject, table.ref),
  'AWS::DynamoDB::GlobalTable': (table, subject) => new TableSource(subject, table.ref),
  'AWS::SQS::Queue': queue,
  'AWS::SNS::Topic': (topic, subject) => new TopicSource(subject, attribute(topic, 'TopicName')),
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGatewayV2::Api': (api, subject) => textOf(api, 'ProtocolType') === 'WEBSOCKET'
    ? 'WebSocket APIs are not among the kinds that the library knows'
    : new HttpApiSource(subject, api.ref),
  'AWS::StepFunctions::StateMachine': (machine, subject) => new StateMachineSource(subject, machine.ref),
  'AWS::CodeBuild::Project': (project, subject) => new BuildProjectSource(subject, project.ref),
  'AWS::CodePipeline::Pipeline': (pipeline, subject) => new PipelineSource(subject, pipeline.ref),
  'AWS::EKS::Cluster': eksCluster,
  'Custom::AWSCDK-EKS-Cluster': eksCluster,
  'AWS::ElastiCache::CacheCluster': (cache, subject) => new ElastiCacheSource(subject, elastiCacheFacts(cache)),
  'AWS::ElastiCache::ReplicationGroup': (cache, subject) => new ElastiCacheSource(subject, elastiCacheFacts(cache)),
  'AWS::CloudFront::Distribution': (distribution, subject) => new DistributionSource(subject, distribution.ref),
  'AWS::CertificateManager::Certificate': (certificate, subject) => new CertificateSource(subject, certificate.ref),
};

function loadBalancer(resource: CfnResource, subject: Subject, around: Surroundings): Found {
  const fullName = attribute(resource, 'LoadBalancerFullName');
  const groups = around.targetGroupsOf(resource).map((group) => attribute(group, 'TargetGroupFullName'));
  switch (textOf(resource, 'Type') ?? 'application') {
    case 'application': return new LoadBalancerSource(subject, fullName, groups);
    case 'network': return new NetworkLoadBalancerSource(subject, fullName, groups);
    default: return 'gateway load balancers are not among the kinds that the library knows';
  }
}

/** A dead-letter queue is a source of its own, so that each queue is one. */
function queue(resource: CfnResource, subject: Subject, around: Surroundings): Found {
  const name = attribute(resource, 'QueueName');
  return around.holdsDeadLetters(resource) ? new DeadLetterQueueSource(subject, name) : new QueueSource(subject, name);
}

function restApi(resource: CfnResource, subject: Subject): Found {
  const name: string | undefined = propertyOf(resource, 'Name');
  return name === undefined ? 'its metrics are under its name, and that is only in its definition: set Name' : new RestApiSource(subject, name);
}

function eksCluster(resource: CfnResource, subject: Subject, around: Surroundings): Found {
  return around.hasContainerInsights(resource)
    ? new EksClusterSource(subject, resource.ref)
    : 'it has no Container Insights: add the add-on amazon-cloudwatch-observability';
}

/** A service says its cluster by name, by ARN or not at all. */
function clusterNameOf(service: CfnResource): string {
  const cluster: string | undefined = propertyOf(service, 'Cluster');
  const [resource] = resourcesIn(service, cluster, 'AWS::ECS::Cluster');
  return resource?.ref ?? textOf(service, 'Cluster')?.split('/').pop() ?? cluster ?? 'default';
}

function attribute(resource: CfnResource, name: string): string {
  return resource.getAtt(name).toString();
}
