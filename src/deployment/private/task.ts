import { RemovalPolicy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ServicePlan } from './service-plan';
import { acknowledge } from '../../core/private/acknowledge';

/** The container that serves the traffic; others are sidecars. */
export const CONTAINER_NAME = 'app';

export function buildLogGroup(scope: Construct, plan: ServicePlan): logs.LogGroup {
  return new logs.LogGroup(scope, 'Logs', { retention: plan.logRetention, removalPolicy: RemovalPolicy.RETAIN });
}

export function buildTaskDefinition(scope: Construct, plan: ServicePlan, logGroup: logs.ILogGroup): ecs.FargateTaskDefinition {
  const task = new ecs.FargateTaskDefinition(scope, 'Task', { cpu: plan.cpu, memoryLimitMiB: plan.memoryLimitMiB });
  task.addContainer(CONTAINER_NAME, {
    containerName: CONTAINER_NAME,
    image: plan.image.image,
    command: plan.image.command,
    environment: plan.environment,
    secrets: plan.secrets,
    portMappings: [{ name: 'http', containerPort: plan.containerPort }],
    // A slow log service must not stall the application.
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: CONTAINER_NAME, mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
  });
  if (plan.image.fromEcr) {
    acknowledge(task.obtainExecutionRole(), { 'AwsSolutions-IAM5[Resource::*]': 'ecr:GetAuthorizationToken knows no resource.' });
  }
  return task;
}
