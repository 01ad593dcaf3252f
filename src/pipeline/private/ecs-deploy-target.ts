import { Annotations, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { DEPLOY_ECS_SCRIPT } from './deploy-ecs-script';
import { resolveDeployTimeout } from './deploy-timeout';
import { ScriptAction } from './script-action';
import { ScriptProject } from './script-project';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { inputError, requireAbility } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { PLACEHOLDER_IMAGE } from '../../core/private/placeholder-image';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { VERSIONS } from '../../core/private/versions';
import { WarningId } from '../../core/private/warning-ids';
import { IBlueGreenService } from '../../deployment';
import { EcsDeployOptions, IDeployTarget } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';

/** Amazon ECS asks for these on the service and on the item of its history. */
const READ_HISTORY = ['ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'];

export class EcsDeployTarget implements IDeployTarget {
  /** Amazon ECS goes back by itself. */
  public readonly restoresItself = true;

  constructor(private readonly service: IBlueGreenService, private readonly options: EcsDeployOptions) {}

  public bind(stage: PipelineStage): void {
    requireAbility(stage.scope, { prop: 'service', value: this.service, method: 'goldenSignals', expected: 'a BlueGreenFargateService' });
    if (stage.image === undefined) {
      throw inputError(stage.scope, `'buildStep' must build an image that ${stage.stageName} can release, got a build without one. Use BuildStep.dockerImage(repository)`);
    }
    const timeout = resolveDeployTimeout(stage.scope, this.service, this.options.timeout);
    this.requireOwnEngine(stage);
    this.requireSamePlace(stage);
    this.warnIfReleasesDoNotLast(stage);

    const actionName = `Deploy-${nameOf(this.service)}`.replace(/[^\w.@-]/g, '-').slice(0, 100);
    const releasePointer = this.pointerToMove(stage);
    const { project } = new ScriptProject(stage.scope, actionName, {
      description: `Releases to ${this.service.node.path}`,
      script: DEPLOY_ECS_SCRIPT,
      environment: this.environment(releasePointer),
      image: codebuild.LinuxBuildImage.fromCodeBuildImageId(VERSIONS.codeBuildImage.value),
      timeout,
    });
    this.allowToRelease(project);
    if (releasePointer) { this.allowToRemember(releasePointer, project); }

    stage.pipelineStage.addAction(new ScriptAction({
      actionName,
      input: stage.source,
      project,
      runOrder: stage.runOrder,
      environmentVariables: { IMAGE: { value: stage.image } },
    }));
  }

  /** Production's pointer is not staging's to move, unless staging has one of its own. */
  private pointerToMove({ isProduction }: PipelineStage): ssm.IStringParameter | undefined {
    return isProduction || this.service.releasedFrom?.hasOwnEnvironment ? this.service.releasePointer : undefined;
  }

  /** An image of the user's own kind may have a pointer and no repository. */
  private allowToRemember(releasePointer: ssm.IStringParameter, project: codebuild.IProject): void {
    if (this.service.releasedFrom) {
      this.service.releasedFrom.grantRelease(project);
    } else {
      releasePointer.grantWrite(project);
    }
  }

  private environment(releasePointer?: ssm.IStringParameter): Record<string, string> {
    return {
      CLUSTER: this.service.cluster.clusterName,
      SERVICE: this.service.baseService.serviceName,
      CONTAINER: this.service.containerName,
      PLACEHOLDER_IMAGE,
      ...releasePointer && { RELEASE_POINTER: releasePointer.parameterName, ACCOUNT: Stack.of(releasePointer).account },
    };
  }

  /** CodeDeploy takes deployments of its own only; Amazon ECS refuses the update. */
  private requireOwnEngine({ scope, stageName }: PipelineStage): void {
    if (!this.service.deploymentGroup) { return; }
    throw inputError(scope, `'${stageName.toLowerCase()}' must release to a service that Amazon ECS deploys, got ${this.service.node.path} with ` +
      'DeploymentEngine.codeDeploy(). Give it DeploymentEngine.ecs(), or an action of CodePipeline for CodeDeploy as a deploy target of your own');
  }

  private requireSamePlace(stage: PipelineStage): void {
    const [here, there] = [Stack.of(stage.scope), this.service.baseService.env];
    if (!inSameEnvironment(here, there)) {
      throw inputError(stage.scope, `'${stage.stageName.toLowerCase()}' must release to a service in the pipeline's own account and region ` +
        `(${sayEnvironment(here)}), got ${this.service.node.path} in ${sayEnvironment(there)}. Give that environment a pipeline of its own`);
    }
  }

  private warnIfReleasesDoNotLast(stage: PipelineStage): void {
    if (this.service.releasePointer) { return; }
    Annotations.of(stage.scope).addWarningV2(WarningId.RELEASE_DOES_NOT_LAST,
      `${this.service.node.path} has its image from the template: the next cdk deploy of its stack takes back what ${stage.stageName} released. ` +
      'Give the service ServiceImage.released(repository).');
  }

  /** A policy apart from the role's own, so that what is acknowledged here hides nothing that somebody adds there. */
  private allowToRelease(project: codebuild.IProject): void {
    const { baseService: service, taskDefinition } = this.service;
    const arnOf = (resource: string, resourceName: string) => Stack.of(project).formatArn({ service: 'ecs', resource, resourceName });
    const history = [arnOf('service-deployment', '*'), arnOf('service-revision', '*')];
    const revisions = arnOf('task-definition', `${taskDefinition.family}:*`);

    const policy = new iam.Policy(project, 'Release', {
      roles: [project.role!],
      statements: [
        allow(['ecs:DescribeServices', 'ecs:UpdateService', ...READ_HISTORY, 'ecs:ListServiceDeployments'], [service.serviceArn]),
        allow(READ_HISTORY, history, { ArnEqualsIfExists: { 'ecs:service': service.serviceArn } }),
        allow(['ecs:DescribeTaskDefinition'], ['*']),
        allow(['ecs:RegisterTaskDefinition'], [revisions]),
        allow(['ecs:TagResource'], [revisions], { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } }),
        allow(['iam:PassRole'], [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn],
          { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }),
      ],
    });
    acknowledgeWildcards(policy, [], ['*'], 'ecs:DescribeTaskDefinition knows no resource.');
    acknowledgeWildcards(policy, [], [...history, revisions],
      'Amazon ECS numbers deployments and revisions when they are made; conditions and the family hold them to the one service.');
  }
}

function allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources, conditions });
}
