import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { ScriptAction } from './script-action';
import { ScriptProject, ScriptProjectProps } from './script-project';
import { inputError } from '../../core/private/input-error';
import { VERSIONS } from '../../core/private/versions';
import { PipelineStage } from '../pipeline-stage';

/** What CodePipeline accepts. */
const LONGEST_ACTION_NAME = 100;

/** One of our scripts that releases something. */
export interface ScriptDeployment extends Pick<ScriptProjectProps, 'description' | 'script' | 'environment' | 'timeout'> {
  readonly actionName: string;
  /** What the script finds in its directory. */
  readonly input: codepipeline.Artifact;
  /** What differs from release to release, such as the image. */
  readonly variables?: Record<string, string | undefined>;
}

/** Names what deploys something, such as `Deploy-Shop`. Two of them in a stage would fail deep inside the CDK. */
export function deployActionName({ scope, codePipelineStage }: PipelineStage, name: string): string {
  const actionName = `Deploy-${name}`.replace(/[^\w.@-]/g, '-').slice(0, LONGEST_ACTION_NAME);
  const taken = codePipelineStage.actions.some(({ actionProperties }) => actionProperties.actionName === actionName);
  if (!taken && !scope.node.tryFindChild(actionName)) { return actionName; }
  throw inputError(scope, `'targets' must have different names in one stage, got ${actionName} twice. Release to each of them once, and name them apart`);
}

/** Adds the action of a stage that runs the script. */
export function addScriptDeployment(stage: PipelineStage, deployment: ScriptDeployment): codebuild.PipelineProject {
  const { actionName, input, variables = {}, ...props } = deployment;
  const { project } = new ScriptProject(stage.scope, actionName, {
    ...props,
    image: codebuild.LinuxBuildImage.fromCodeBuildImageId(VERSIONS.codeBuildImage.value),
  });
  const known = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined);
  stage.codePipelineStage.addAction(new ScriptAction({
    actionName,
    input,
    project,
    runOrder: stage.runOrder,
    environmentVariables: Object.fromEntries(known.map(([name, value]) => [name, { value }])),
  }));
  return project;
}
