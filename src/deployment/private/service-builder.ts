import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { ServicePlan } from './service-plan';
import { waitFor } from './wait-for';

export function buildService(scope: Construct, plan: ServicePlan, taskDefinition: ecs.TaskDefinition): ecs.BaseService {
  const service = plan.launch.service(scope, 'Service', {
    ...plan.release.engine.serviceOptions(plan.release),
    cluster: plan.cluster,
    taskDefinition,
    vpcSubnets: plan.network.serviceSubnets,
    assignPublicIp: plan.network.assignPublicIp,
    availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
    healthCheckGracePeriod: plan.container.healthCheck.gracePeriod,
  });
  // Tasks need the capacity provider, and what they are allowed to pull and read, from the first to the last moment.
  waitFor(service, plan.cluster, ...taskDefinition.executionRole ? [taskDefinition.executionRole] : []);
  return service;
}
