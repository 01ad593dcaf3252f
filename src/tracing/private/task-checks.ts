import { Stack, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { inputError, requireAbility } from '../../core/private/input-error';

/** What is known of where a task runs. */
export interface TaskPlatform {
  /** Of the whole task; undefined where each container says for itself, or it is not known yet. */
  readonly memoryMiB?: number;
  readonly onArm: boolean;
}

/** Fails for a task that cannot be traced as AWS describes it, and for a container that is traced already or belongs elsewhere. */
export function requireTraceable(scope: Construct, task: ecs.TaskDefinition, container: ecs.ContainerDefinition | undefined): TaskPlatform {
  requireAbility(scope, { prop: 'container', value: container, method: 'addSecret', expected: "a container of the task definition. Add it before, or pass it as 'container'" });
  if (container!.taskDefinition !== task) {
    throw inputError(scope, `'container' must be one of the task definition, got '${container!.containerName}' of ${container!.taskDefinition.node.path}`);
  }
  if (task.node.tryFindChild(`Instrument${container!.node.id}`)) {
    throw inputError(scope, `'container' must be traced once, got '${container!.containerName}' again`);
  }
  if (task.networkMode !== ecs.NetworkMode.AWS_VPC) {
    throw inputError(scope, `'taskDefinition' must use the network mode awsvpc, got ${task.networkMode}. Only there the application finds the agent at localhost`);
  }
  return platformOf(scope, task);
}

function platformOf(scope: Construct, task: ecs.TaskDefinition): TaskPlatform {
  const { memory, runtimePlatform } = task.node.defaultChild as ecs.CfnTaskDefinition;
  const { operatingSystemFamily, cpuArchitecture } = Stack.of(task).resolve(runtimePlatform) ?? {};
  if (typeof operatingSystemFamily === 'string' && operatingSystemFamily.startsWith('WINDOWS')) {
    throw inputError(scope, `'taskDefinition' must run on Linux, got ${operatingSystemFamily}`);
  }
  const memoryMiB = Token.isUnresolved(memory) || memory === undefined ? undefined : Number(memory);
  return { memoryMiB, onArm: cpuArchitecture === 'ARM64' };
}
