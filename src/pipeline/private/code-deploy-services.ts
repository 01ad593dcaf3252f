import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { CodeDeployedService } from './code-deploy-ecs-target';
import { allowToRemember, pointerToMove, pointerVariables, warnIfReleasesDoNotLast } from './ecs-release';
import { inputError, requireAbility } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { IBlueGreenService } from '../../deployment';
import { CodeDeployEcsGroupOptions } from '../code-deploy-target-options';
import { PipelineStage } from '../pipeline-stage';

/** A service of this library with DeploymentEngine.codeDeploy(). */
export function ownCodeDeployService(service: IBlueGreenService, stage: PipelineStage): CodeDeployedService {
  const { scope, stageName } = stage;
  requireAbility(scope, { prop: 'service', value: service, method: 'goldenSignals', expected: 'a BlueGreenFargateService' });
  const { deploymentGroup } = service;
  if (!deploymentGroup) {
    throw inputError(scope, `'${stageName.toLowerCase()}' must release to a service that AWS CodeDeploy deploys, got ${service.node.path}, which Amazon ECS deploys. ` +
      'Use DeployTarget.ecs(service), or give it DeploymentEngine.codeDeploy()');
  }
  warnIfReleasesDoNotLast(service, stage);
  const releasePointer = pointerToMove(service, stage);
  return {
    construct: service,
    service: service.baseService,
    containerName: service.containerName,
    deploymentGroup,
    memory: releasePointer && {
      variables: pointerVariables(releasePointer),
      allow: (project) => allowToRemember(service, releasePointer, project),
    },
  };
}

/** A service that somebody else made, with a deployment group. */
export function anyCodeDeployService(
  deploymentGroup: codedeploy.IEcsDeploymentGroup, options: CodeDeployEcsGroupOptions, { scope }: PipelineStage,
): CodeDeployedService {
  requireKinds(scope, { options }, { options: 'options' });
  const { service, containerName } = options ?? {};
  if (!deploymentGroup?.deploymentGroupName || !deploymentGroup.application?.applicationName) {
    throw inputError(scope, "'deploymentGroup' must be a deployment group of a service on Amazon ECS, such as a codedeploy.EcsDeploymentGroup");
  }
  if (!service?.taskDefinition) {
    throw inputError(scope, "'service' must be the service that the deployment group deploys, an ecs.FargateService or ecs.Ec2Service");
  }
  return { construct: service, service, containerName: containerOf(scope, service, containerName), deploymentGroup };
}

function containerOf(scope: IConstruct, { taskDefinition }: ecs.BaseService, asked: string | undefined): string {
  requireKinds(scope, { containerName: asked }, { containerName: 'text' });
  const containerName = asked ?? taskDefinition.defaultContainer?.containerName;
  if (containerName !== undefined && taskDefinition.findContainer(containerName)) { return containerName; }
  throw inputError(scope, `'containerName' must name a container of ${taskDefinition.node.path}, got ${containerName ?? 'none, and no container is essential'}`);
}
