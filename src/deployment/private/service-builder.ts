import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { isLeftToTheL2, turnExecOn } from './exec';
import { ServicePlan } from './service-plan';
import { waitFor } from './wait-for';

export function buildService(scope: Construct, plan: ServicePlan, taskDefinition: ecs.TaskDefinition): ecs.BaseService {
  const service = plan.launch.service(scope, 'Service', {
    ...plan.release.engine.serviceOptions(plan.release),
    cluster: plan.cluster,
    taskDefinition,
    vpcSubnets: plan.network.serviceSubnets,
    assignPublicIp: plan.network.assignPublicIp,
    healthCheckGracePeriod: plan.container.healthCheck.gracePeriod,
    enableExecuteCommand: isLeftToTheL2(plan) || undefined,
  });
  turnExecOn(service, plan);
  // Tasks need the capacity provider, and what they are allowed to pull and read, from the first to the last moment.
  waitFor(service, plan.cluster, ...taskDefinition.executionRole ? [taskDefinition.executionRole] : []);
  return service;
}
