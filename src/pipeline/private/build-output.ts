import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { CommandsProject } from './commands-project';
import { CommandsProps } from './commands-props';
import { StageName } from './defaults';
import { BuildOutput } from '../build-step';
import { PipelineStage } from '../pipeline-stage';

/** A build as the stage has it. */
export interface BuildProps extends CommandsProps {
  readonly makesArtifact: boolean;
  readonly imageVariable?: string;
}

/**
 * Builds in the stage with commands.
 *
 * What is not released is a pull request, which anybody may have written: it gets no secrets, and nobody can rely on an image that it names.
 */
export function buildIn(stage: PipelineStage, name: string, { makesArtifact, imageVariable, ...props }: BuildProps): BuildOutput {
  const commands = new CommandsProject(stage.scope, name, {
    ...props,
    environment: { ...props.environment, PIPELINE_RELEASES: `${stage.releases}` },
    secrets: stage.releases ? props.secrets : undefined,
    speed: stage.speed,
  });
  const artifact = makesArtifact ? new codepipeline.Artifact('Built') : undefined;
  commands.addTo(stage, { actionName: name, variablesNamespace: StageName.BUILD, output: artifact });
  const { project, reportGroups } = commands;
  return { artifact, project, reportGroups, image: stage.releases && imageVariable !== undefined ? `#{${StageName.BUILD}.${imageVariable}}` : undefined };
}
