import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ContainerPlan } from './container-plan';
import { allowExec } from './exec';
import { letLogsUse } from './log-key';
import { ServicePlan } from './service-plan';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeInlinePolicy } from '../../core/private/acknowledge-in-packs';

/** The container that serves the traffic; others are sidecars. */
export const CONTAINER_NAME = 'app';

export function buildLogGroup(scope: Construct, { container }: ServicePlan): logs.LogGroup {
  const { logRetention: retention, logEncryptionKey: encryptionKey } = container;
  if (encryptionKey) { letLogsUse(scope, encryptionKey); }
  return new logs.LogGroup(scope, 'Logs', { retention, encryptionKey, removalPolicy: RemovalPolicy.RETAIN });
}

export function buildTaskDefinition(scope: Construct, plan: ServicePlan, logGroup: logs.ILogGroup): ecs.TaskDefinition {
  const { launch, container, image } = plan;
  const task = launch.taskDefinition(scope, 'Task', {
    cpu: container.cpu,
    memoryLimitMiB: container.memoryLimitMiB,
    taskRole: buildTaskRole(scope),
    runtimePlatform: container.architecture && { cpuArchitecture: container.architecture, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    ephemeralStorageGiB: container.ephemeralStorageGiB,
  });
  task.addContainer(CONTAINER_NAME, {
    containerName: CONTAINER_NAME,
    image: image.image,
    command: image.command,
    environment: container.environment,
    secrets: container.secrets,
    portMappings: [{ name: 'http', containerPort: container.containerPort }],
    readonlyRootFilesystem: container.readonlyRootFilesystem,
    linuxParameters: linuxParametersOf(task, container),
    stopTimeout: container.stopTimeout,
    logging: logsTo(logGroup, CONTAINER_NAME),
  });
  acknowledgeInlinePolicy(task.obtainExecutionRole());
  if (image.fromEcr) { acknowledgeRegistryToken(task); }
  allowExec(scope, plan, task, logGroup);
  return task;
}

/**
 * The role the application runs with; of this account's tasks only, so that nobody can borrow it through Amazon ECS.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role
 */
function buildTaskRole(scope: Construct): iam.Role {
  const { account } = Stack.of(scope);
  return new iam.Role(scope, 'TaskRole', {
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
  });
}

/** One stream per container and task. A slow log service must not stall the application. */
export function logsTo(logGroup: logs.ILogGroup, streamPrefix: string): ecs.LogDriver {
  return ecs.LogDrivers.awsLogs({ logGroup, streamPrefix, mode: ecs.AwsLogDriverMode.NON_BLOCKING });
}

export function acknowledgeRegistryToken(task: ecs.TaskDefinition): void {
  acknowledge(task.obtainExecutionRole(), { 'AwsSolutions-IAM5[Resource::*]': 'ecr:GetAuthorizationToken knows no resource.' });
}

/** Without an init process what ECS Exec starts stays around as zombies. */
function linuxParametersOf(task: ecs.TaskDefinition, { enableExecuteCommand, volumes }: ContainerPlan): ecs.LinuxParameters | undefined {
  if (!enableExecuteCommand && volumes.length === 0) { return undefined; }
  return new ecs.LinuxParameters(task, 'Linux', { initProcessEnabled: enableExecuteCommand || undefined });
}
