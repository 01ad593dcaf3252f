import { RemovalPolicy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ServicePlan } from './service-plan';
import { acknowledge } from '../../core/private/acknowledge';

/** The container that serves the traffic; others are sidecars. */
export const CONTAINER_NAME = 'app';

export function buildLogGroup(scope: Construct, { container }: ServicePlan): logs.LogGroup {
  return new logs.LogGroup(scope, 'Logs', { retention: container.logRetention, removalPolicy: RemovalPolicy.RETAIN });
}

export function buildTaskDefinition(scope: Construct, { launch, container, image }: ServicePlan, logGroup: logs.ILogGroup): ecs.TaskDefinition {
  const task = launch.taskDefinition(scope, 'Task', { cpu: container.cpu, memoryLimitMiB: container.memoryLimitMiB });
  task.addContainer(CONTAINER_NAME, {
    containerName: CONTAINER_NAME,
    image: image.image,
    command: image.command,
    environment: container.environment,
    secrets: container.secrets,
    portMappings: [{ name: 'http', containerPort: container.containerPort }],
    // A slow log service must not stall the application.
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: CONTAINER_NAME, mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
  });
  if (image.fromEcr) {
    acknowledge(task.obtainExecutionRole(), { 'AwsSolutions-IAM5[Resource::*]': 'ecr:GetAuthorizationToken knows no resource.' });
  }
  return task;
}
