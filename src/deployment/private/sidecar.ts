import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { acknowledgeRegistryToken, logsTo } from './task';
import { inputError, requireAbility } from '../../core/private/input-error';

/** Adds a container beside the one that serves the traffic. */
export function addSidecar(
  scope: IConstruct, task: ecs.TaskDefinition, logGroup: logs.ILogGroup, name: string, options: ecs.ContainerDefinitionOptions,
): ecs.ContainerDefinition {
  const containerName = options?.containerName ?? name;
  requireAbility(scope, { prop: 'image', value: options?.image, method: 'bind', expected: 'a container image, such as ecs.ContainerImage.fromRegistry(name)' });
  if (task.node.tryFindChild(name) || task.findContainer(containerName)) {
    throw inputError(scope, `'id' must be one that the task does not have yet, got '${name}'${containerName === name ? '' : ` for the container '${containerName}'`}`);
  }
  if (options.image instanceof ecs.EcrImage || options.image instanceof ecs.AssetImage) { acknowledgeRegistryToken(task); }
  return task.addContainer(name, { essential: false, logging: logsTo(logGroup, containerName), ...options });
}
