import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { ServicePlan } from './service-plan';
import { CONTAINER_NAME } from './task';
import { TrafficEdge } from './traffic-edge';
import { acknowledge } from '../../core/private/acknowledge';

export function buildService(scope: Construct, plan: ServicePlan, task: ecs.FargateTaskDefinition): ecs.FargateService {
  const { strategy, bakeTime, step, minHealthyPercent = 100, maxHealthyPercent = 200 } = plan.release;
  const shift = step && { stepPercent: step.percent, stepBakeTime: step.bakeTime };
  const service = new ecs.FargateService(scope, 'Service', {
    cluster: plan.cluster,
    taskDefinition: task,
    vpcSubnets: plan.network.serviceSubnets,
    assignPublicIp: plan.network.assignPublicIp,
    // A capacity provider from the first day: moving to one later would replace the service.
    capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
    deploymentStrategy: strategy,
    bakeTime,
    canaryConfiguration: strategy === ecs.DeploymentStrategy.CANARY ? shift : undefined,
    linearConfiguration: strategy === ecs.DeploymentStrategy.LINEAR ? shift : undefined,
    minHealthyPercent,
    maxHealthyPercent,
    circuitBreaker: { rollback: true },
    availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
    healthCheckGracePeriod: plan.healthCheck.gracePeriod,
  });
  // Tasks need the capacity provider, and what they are allowed to pull and read, from the first to the last moment.
  waitFor(service, plan.cluster, ...task.executionRole ? [task.executionRole] : []);
  return service;
}

/** Registers the tasks with the load balancer and hands the rules to Amazon ECS. */
export function connectToTraffic(scope: Construct, service: ecs.FargateService, edge: TrafficEdge, plan: ServicePlan): void {
  const target = service.loadBalancerTarget({
    containerName: CONTAINER_NAME,
    containerPort: plan.containerPort,
    // Also for a rolling plan: ECS wants to know the other group before it shifts traffic for the first time.
    alternateTarget: new ecs.AlternateTarget('Green', {
      role: buildTrafficRole(scope),
      alternateTargetGroup: edge.green,
      productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(edge.productionRule),
      testListener: ecs.ListenerRuleConfiguration.applicationListenerRule(edge.testRule),
    }),
  });
  target.attachToApplicationTargetGroup(edge.blue);
  waitFor(service, edge.productionRule, edge.testRule);
}

/** Makes the service wait, but not what belongs to it: its security group and scaling can be made meanwhile. */
function waitFor(service: ecs.FargateService, ...constructs: IConstruct[]): void {
  service.node.defaultChild!.node.addDependency(...constructs);
}

export function scale(service: ecs.FargateService, { scaling }: ServicePlan): ecs.ScalableTaskCount {
  const count = service.autoScaleTaskCount({ minCapacity: scaling.minTasks, maxCapacity: scaling.maxTasks });
  count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: scaling.cpuPercent });
  return count;
}

/** The role with which Amazon ECS moves targets and weights; made here, so that tags, boundaries and aspects see it. */
function buildTrafficRole(scope: Construct): iam.Role {
  const role = new iam.Role(scope, 'TrafficRole', {
    description: 'Lets Amazon ECS shift traffic between the two target groups during a deployment.',
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } }),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonECSInfrastructureRolePolicyForLoadBalancers')],
  });
  acknowledge(role, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers]':
      'AWS keeps this policy in step with what Amazon ECS does during a deployment; a copy would fall behind.',
  });
  return role;
}
