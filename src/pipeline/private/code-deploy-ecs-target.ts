import { Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { CODE_DEPLOY_ECS_SCRIPT } from './code-deploy-ecs-script';
import { askCodeDeploy } from './code-deploy-grants';
import { addScriptDeployment, deployActionName } from './deploy-action';
import { requireImage, requireSamePlace, resolveWait } from './deploy-checks';
import { allow, registerRevisions, revisionsOf } from './ecs-release';
import { Deployer, IWatchedTarget } from './measured-release';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { requireAbility } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { PLACEHOLDER_IMAGE } from '../../core/private/placeholder-image';
import { requireKinds } from '../../core/private/require-kinds';
import { CodeDeployEcsHooks, CodeDeployEcsOptions } from '../code-deploy-target-options';
import { PipelineStage } from '../pipeline-stage';

/** What is deployed, wherever it comes from. */
export interface CodeDeployedService {
  readonly construct: IConstruct;
  readonly service: ecs.BaseService;
  readonly containerName: string;
  readonly deploymentGroup: codedeploy.IEcsDeploymentGroup;
  /** What the script needs to write a success down, and what allows it to. */
  readonly memory?: { readonly variables: Record<string, string>; allow(project: codebuild.IProject): void };
}

/** Finds out what is deployed in a stage, or fails. */
export type FindService = (stage: PipelineStage) => CodeDeployedService;

/** A hook's name in an AppSpec. */
const HOOKS: Record<keyof CodeDeployEcsHooks, string> = {
  beforeInstall: 'BeforeInstall',
  afterInstall: 'AfterInstall',
  afterAllowTestTraffic: 'AfterAllowTestTraffic',
  beforeAllowTraffic: 'BeforeAllowTraffic',
  afterAllowTraffic: 'AfterAllowTraffic',
};

export class CodeDeployEcsTarget implements IWatchedTarget {
  /** Each deployment asks for it, whatever the deployment group says. */
  public readonly restoresItself = true;

  private readonly found = new WeakMap<codepipeline.IStage, CodeDeployedService>();

  constructor(private readonly find: FindService, private readonly options: CodeDeployEcsOptions) {}

  public bind(stage: PipelineStage): void {
    requireKinds(stage.scope, { options: this.options }, { options: 'options' });
    const image = requireImage(stage);
    const timeout = resolveWait(stage, this.options.timeout);
    const deployed = this.find(stage);
    this.found.set(stage.codePipelineStage, deployed);
    const { service, construct, memory } = deployed;
    requireSamePlace(stage, { what: 'a service', name: construct.node.path, env: service.env });

    const project = addScriptDeployment(stage, {
      actionName: deployActionName(stage, nameOf(construct)),
      description: `Releases to ${construct.node.path} with AWS CodeDeploy`,
      script: CODE_DEPLOY_ECS_SCRIPT,
      environment: { ...variablesOf(deployed), ...this.hooks(stage), ...memory?.variables },
      timeout,
      input: stage.source,
      variables: { IMAGE: image },
    });
    allowToRelease(project, deployed);
    memory?.allow(project);
  }

  public deployersIn({ codePipelineStage }: PipelineStage): Deployer[] {
    const found = this.found.get(codePipelineStage);
    return found ? [{ group: found.deploymentGroup }] : [];
  }

  private hooks({ scope }: PipelineStage): Record<string, string> {
    const { hooks = {} } = this.options;
    requireKinds(scope, { hooks }, { hooks: 'options' });
    const given = (Object.keys(HOOKS) as (keyof CodeDeployEcsHooks)[]).map((prop) => ({ prop, event: HOOKS[prop], hook: hooks[prop] }))
      .filter(({ hook }) => hook !== undefined);
    if (given.length === 0) { return {}; }
    given.forEach(({ prop, hook }) => requireAbility(scope, { prop, value: hook, method: 'grantInvoke', expected: 'a Lambda function' }));
    return { HOOKS: Stack.of(scope).toJsonString(given.map(({ event, hook }) => ({ [event]: hook!.functionArn }))) };
  }
}

function variablesOf({ service, containerName, deploymentGroup }: CodeDeployedService): Record<string, string> {
  return {
    CLUSTER: service.cluster.clusterName,
    SERVICE: service.serviceName,
    // Not the revision: another stack could not use it, for an export never changes.
    FAMILY: service.taskDefinition.family,
    CONTAINER: containerName,
    PLACEHOLDER_IMAGE,
    APPLICATION: deploymentGroup.application.applicationName,
    GROUP: deploymentGroup.deploymentGroupName,
  };
}

/** A policy apart from the role's own, so that what is acknowledged here hides nothing that somebody adds there. */
function allowToRelease(project: codebuild.PipelineProject, { service, deploymentGroup }: CodeDeployedService): void {
  const policy = new iam.Policy(project, 'Release', {
    roles: [project.role!],
    statements: [
      allow(['ecs:DescribeServices'], [service.serviceArn]),
      ...registerRevisions(project, service.taskDefinition),
      ...askCodeDeploy(deploymentGroup),
    ],
  });
  acknowledgeWildcards(policy, [], ['*'], 'ecs:DescribeTaskDefinition knows no resource.');
  acknowledgeWildcards(policy, [], [revisionsOf(project, service.taskDefinition)], 'Amazon ECS numbers revisions when they are made; the family holds them to the one service.');
}
