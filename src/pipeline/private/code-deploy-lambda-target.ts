import { Annotations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { askCodeDeploy } from './code-deploy-grants';
import { CODE_DEPLOY_LAMBDA_SCRIPT } from './code-deploy-lambda-script';
import { addScriptDeployment, deployActionName } from './deploy-action';
import { requireSamePlace, resolveWait } from './deploy-checks';
import { allow } from './ecs-release';
import { Deployer, IWatchedTarget } from './measured-release';
import { PATH_IN_ARTIFACT } from './path-in-artifact';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { requireKinds } from '../../core/private/require-kinds';
import { WarningId } from '../../core/private/warning-ids';
import { CodeDeployLambdaOptions } from '../code-deploy-target-options';
import { PipelineStage } from '../pipeline-stage';
import { IReleasedFunction } from '../released-function';

export class CodeDeployLambdaTarget implements IWatchedTarget {
  /** Each deployment asks for it, whatever the deployment group says. */
  public readonly restoresItself = true;

  constructor(private readonly released: IReleasedFunction, private readonly options: CodeDeployLambdaOptions) {}

  public bind(stage: PipelineStage): void {
    requireReleased(stage, this.released);
    requireKinds(stage.scope, { options: this.options }, { options: 'options' });
    const { alias, deploymentGroup, hooks } = this.released;
    const input = requireSomethingToRelease(stage);
    const { directory = '.' } = this.options;
    requireKinds(stage.scope, { directory }, { directory: 'text' });
    requirePattern(stage.scope, 'directory', directory, PATH_IN_ARTIFACT, 'a path below the root of the build artifact');
    const timeout = resolveWait(stage, this.options.timeout);
    requireSamePlace(stage, { what: 'a function', name: alias.version.lambda.node.path, env: alias.version.lambda.env });
    warnIfTheTemplateMovesTheAlias(stage, alias);

    const project = addScriptDeployment(stage, {
      actionName: deployActionName(stage, nameOf(alias.version.lambda)),
      description: `Releases ${alias.version.lambda.node.path} with AWS CodeDeploy`,
      script: CODE_DEPLOY_LAMBDA_SCRIPT,
      environment: {
        FUNCTION: alias.version.lambda.functionName,
        ALIAS: alias.aliasName,
        DIRECTORY: directory,
        APPLICATION: deploymentGroup.application.applicationName,
        GROUP: deploymentGroup.deploymentGroupName,
        ...hooks?.preHook && { PRE_HOOK: hooks.preHook.functionArn },
        ...hooks?.postHook && { POST_HOOK: hooks.postHook.functionArn },
      },
      timeout,
      input,
      variables: { IMAGE: stage.image },
    });
    allowToRelease(project, this.released);
  }

  public deployersIn(): Deployer[] {
    return [{ group: this.released.deploymentGroup }];
  }
}

function requireReleased({ scope }: PipelineStage, released: IReleasedFunction): void {
  if (released?.alias?.version?.lambda !== undefined && released.deploymentGroup?.deploymentGroupName !== undefined) { return; }
  throw inputError(scope, "'released' must be a function with an alias and a deployment group, such as " +
    `new ReleasedFunction(this, 'Live', { lambdaFunction }), got ${show(released)}`);
}

/** Whether it is an image or files the function itself knows, when it is asked. */
function requireSomethingToRelease({ scope, stageName, image, buildArtifact, source }: PipelineStage): codepipeline.Artifact {
  if (image === undefined && buildArtifact === undefined) {
    throw inputError(scope, `'buildStep' must build an artifact or an image that ${stageName} can release, got a build with neither`);
  }
  return buildArtifact ?? source;
}

/** With `currentVersion`, a change of the function in the template is a release of its own. */
function warnIfTheTemplateMovesTheAlias({ scope }: PipelineStage, alias: lambda.IAlias): void {
  if (alias.version.node.path !== `${alias.version.lambda.node.path}/CurrentVersion`) { return; }
  Annotations.of(scope).addWarningV2(WarningId.ALIAS_FOLLOWS_TEMPLATE,
    `The alias ${alias.aliasName} of ${alias.version.lambda.node.path} is at 'currentVersion': a cdk deploy that changes the function moves the alias itself, past the pipeline, ` +
    'and may fail because the alias is elsewhere by then. Use a ReleasedFunction, or a lambda.Version of your own.');
}

/** A policy apart from the role's own, so that what is acknowledged here hides nothing that somebody adds there. */
function allowToRelease(project: codebuild.PipelineProject, { alias, deploymentGroup }: IReleasedFunction): void {
  const { functionArn } = alias.version.lambda;
  const versions = `${functionArn}:*`;
  const policy = new iam.Policy(project, 'Release', {
    roles: [project.role!],
    statements: [
      allow(['lambda:GetAlias', 'lambda:GetFunctionConfiguration', 'lambda:UpdateFunctionCode', 'lambda:PublishVersion'], [functionArn]),
      allow(['lambda:GetFunction', 'lambda:GetFunctionConfiguration'], [functionArn, versions]),
      ...askCodeDeploy(deploymentGroup),
    ],
  });
  acknowledgeWildcards(policy, [], [versions], 'Lambda numbers the versions of the one function when they are published.');
}
