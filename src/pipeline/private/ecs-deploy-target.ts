import { Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { addScriptDeployment, deployActionName } from './deploy-action';
import { requireImage, requireSamePlace } from './deploy-checks';
import { DEPLOY_ECS_SCRIPT } from './deploy-ecs-script';
import { resolveDeployTimeout } from './deploy-timeout';
import { allow, allowToRemember, pointerToMove, pointerVariables, registerRevisions, revisionsOf, warnIfReleasesDoNotLast } from './ecs-release';
import { Deployer, IWatchedTarget } from './measured-release';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { inputError, requireAbility } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { PLACEHOLDER_IMAGE } from '../../core/private/placeholder-image';
import { IBlueGreenService } from '../../deployment';
import { EcsDeployOptions } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';

/** Amazon ECS asks for these on the service and on the item of its history. */
const READ_HISTORY = ['ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'];

export class EcsDeployTarget implements IWatchedTarget {
  /** Amazon ECS goes back by itself. */
  public readonly restoresItself = true;

  constructor(public readonly service: IBlueGreenService, private readonly options: EcsDeployOptions) {}

  public bind(stage: PipelineStage): void {
    const { service } = this;
    requireAbility(stage.scope, { prop: 'service', value: service, method: 'goldenSignals', expected: 'a BlueGreenFargateService' });
    const image = requireImage(stage);
    const timeout = resolveDeployTimeout(stage.scope, service, this.options.timeout);
    this.requireOwnEngine(stage);
    requireSamePlace(stage, { what: 'a service', name: service.node.path, env: service.baseService.env });
    warnIfReleasesDoNotLast(service, stage);

    const releasePointer = pointerToMove(service, stage);
    const project = addScriptDeployment(stage, {
      actionName: deployActionName(stage, nameOf(service)),
      description: `Releases to ${service.node.path}`,
      script: DEPLOY_ECS_SCRIPT,
      environment: {
        CLUSTER: service.cluster.clusterName,
        SERVICE: service.baseService.serviceName,
        CONTAINER: service.containerName,
        PLACEHOLDER_IMAGE,
        ...pointerVariables(releasePointer),
      },
      timeout,
      input: stage.source,
      variables: { IMAGE: image },
    });
    this.allowToRelease(project);
    if (releasePointer) { allowToRemember(service, releasePointer, project); }
  }

  public deployersIn(): Deployer[] {
    return [{ ecsService: this.service.baseService }];
  }

  /** CodeDeploy takes deployments of its own only; Amazon ECS refuses the update. */
  private requireOwnEngine({ scope, stageName }: PipelineStage): void {
    if (!this.service.deploymentGroup) { return; }
    throw inputError(scope, `'${stageName.toLowerCase()}' must release to a service that Amazon ECS deploys, got ${this.service.node.path} with ` +
      'DeploymentEngine.codeDeploy(). Use DeployTarget.codeDeployEcs(service), or give it DeploymentEngine.ecs()');
  }

  /** A policy apart from the role's own, so that what is acknowledged here hides nothing that somebody adds there. */
  private allowToRelease(project: codebuild.PipelineProject): void {
    const { baseService: service, taskDefinition } = this.service;
    const arnOf = (resource: string, resourceName: string) => Stack.of(project).formatArn({ service: 'ecs', resource, resourceName });
    const history = [arnOf('service-deployment', '*'), arnOf('service-revision', '*')];

    const policy = new iam.Policy(project, 'Release', {
      roles: [project.role!],
      statements: [
        allow(['ecs:DescribeServices', 'ecs:UpdateService', ...READ_HISTORY, 'ecs:ListServiceDeployments'], [service.serviceArn]),
        allow(READ_HISTORY, history, { ArnEqualsIfExists: { 'ecs:service': service.serviceArn } }),
        ...registerRevisions(project, taskDefinition),
      ],
    });
    acknowledgeWildcards(policy, [], ['*'], 'ecs:DescribeTaskDefinition knows no resource.');
    acknowledgeWildcards(policy, [], [...history, revisionsOf(project, taskDefinition)],
      'Amazon ECS numbers deployments and revisions when they are made; conditions and the family hold them to the one service.');
  }
}
