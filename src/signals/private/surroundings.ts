import { CfnResource } from 'aws-cdk-lib';
import { identify, resourcesIn } from '../../core/private/references';
import { propertyOf, textOf } from '../../core/private/resource-properties';

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** Where resources say what takes their messages when they cannot be delivered. */
const DEAD_LETTER_PROPERTIES: Record<string, string> = {
  'AWS::SQS::Queue': 'RedrivePolicy',
  'AWS::SNS::Subscription': 'RedrivePolicy',
  'AWS::Lambda::Function': 'DeadLetterConfig',
  'AWS::Lambda::EventInvokeConfig': 'DestinationConfig',
  'AWS::Lambda::EventSourceMapping': 'DestinationConfig',
};

/** Here a target may be a queue that is worked on: only what its dead letters go to counts. */
const TARGET_PROPERTIES: Record<string, string> = { 'AWS::Events::Rule': 'Targets', 'AWS::Scheduler::Schedule': 'Target' };

/** The resources around one: what they say about it. */
export class Surroundings {
  private readonly byType = new Map<string, CfnResource[]>();
  private deadLetterQueues?: Set<CfnResource>;
  private streamReaders?: Set<CfnResource>;

  constructor(resources: CfnResource[]) {
    for (const resource of resources) {
      const type = resource.cfnResourceType;
      this.byType.set(type, [...this.byType.get(type) ?? [], resource]);
    }
  }

  public ofType(type: string): CfnResource[] {
    return this.byType.get(type) ?? [];
  }

  /** Whether a function reads a stream: mappings of queues have no position to start from, those of Kafka topics have no iterator. */
  public readsStream(lambdaFunction: CfnResource): boolean {
    this.streamReaders ??= new Set(this.ofType('AWS::Lambda::EventSourceMapping')
      .filter((mapping) => propertyOf(mapping, 'StartingPosition') !== undefined && propertyOf(mapping, 'Topics') === undefined)
      .flatMap((mapping) => resourcesIn(mapping, propertyOf(mapping, 'FunctionName'), 'AWS::Lambda::Function')));
    return this.streamReaders.has(lambdaFunction);
  }

  /** The groups that a load balancer sends requests to, by its listeners and their rules. */
  public targetGroupsOf(loadBalancer: CfnResource): CfnResource[] {
    const listeners = this.ofType('AWS::ElasticLoadBalancingV2::Listener').filter((listener) => (
      resourcesIn(listener, propertyOf(listener, 'LoadBalancerArn'), loadBalancer.cfnResourceType).includes(loadBalancer)));
    const rules = this.ofType('AWS::ElasticLoadBalancingV2::ListenerRule').filter((rule) => (
      resourcesIn(rule, propertyOf(rule, 'ListenerArn'), 'AWS::ElasticLoadBalancingV2::Listener').some((listener) => listeners.includes(listener))));
    const groups = [
      ...listeners.flatMap((listener) => resourcesIn(listener, propertyOf(listener, 'DefaultActions'), TARGET_GROUP)),
      ...rules.flatMap((rule) => resourcesIn(rule, propertyOf(rule, 'Actions'), TARGET_GROUP)),
    ];
    return [...new Set(groups)];
  }

  /** Whether something sends to a queue what could not be delivered or processed. */
  public holdsDeadLetters(queue: CfnResource): boolean {
    this.deadLetterQueues ??= new Set([...this.redriven(), ...this.ofTargets()]);
    return this.deadLetterQueues.has(queue);
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html */
  public hasContainerInsights(cluster: CfnResource): boolean {
    return this.ofType('AWS::EKS::Addon').some((addon) => (
      textOf(addon, 'AddonName') === 'amazon-cloudwatch-observability'
      && (resourcesIn(addon, propertyOf(addon, 'ClusterName'), cluster.cfnResourceType).includes(cluster)
        || (textOf(addon, 'ClusterName') !== undefined && textOf(addon, 'ClusterName') === textOf(cluster, 'Name')))));
  }

  private redriven(): CfnResource[] {
    return Object.entries(DEAD_LETTER_PROPERTIES).flatMap(([type, property]) => (
      this.ofType(type).flatMap((resource) => resourcesIn(resource, propertyOf(resource, property), 'AWS::SQS::Queue'))));
  }

  private ofTargets(): CfnResource[] {
    const configs = Object.entries(TARGET_PROPERTIES).flatMap(([type, property]) => (
      this.ofType(type).flatMap((resource) => [identify(resource, propertyOf(resource, property)).value].flat())));
    const arns = configs.map((target) => target?.deadLetterConfig?.arn ?? target?.DeadLetterConfig?.Arn);
    return this.ofType('AWS::SQS::Queue').filter((queue) => arns.includes(`<${queue.node.path}.Arn>`));
  }
}
