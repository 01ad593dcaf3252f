import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { CommandsProject, CommandsProps } from './commands-project';
import { guardedScript } from './guarded-script';
import { acknowledge } from '../../core/private/acknowledge';
import type { IContainerRepository } from '../../registry';
import type { PipelineStage } from '../pipeline-stage';
import type { IPipelineStep } from '../pipeline-step';

/** Commands that a stage runs in a project of their own. */
export interface CommandStepProps extends Pick<CommandsProps, 'install' | 'retries' | 'timeout' | 'image' | 'environment' | 'secrets' | 'shards' | 'reports'> {
  readonly stepName: string;
  /** One sentence. */
  readonly description: string;
  readonly commands: string[];
  readonly advisory?: boolean;
  /** What is kept of it. */
  readonly artifact?: { readonly files: string[]; readonly baseDirectory: string };
  /** Holds the image of the release, which the commands pull. */
  readonly pulls?: IContainerRepository;
  /** Whether the commands get what was built, beside the source. */
  readonly readsBuild?: boolean;
  /** Whether a faster pipeline runs it on faster machines. */
  readonly followsSpeed?: boolean;
}

/** The commands find the image of the release in IMAGE, and what was built in the one directory of CODEBUILD_SRC_DIR_<artifact>. */
export class CommandStep implements IPipelineStep {
  public readonly stepName: string;

  constructor(private readonly props: CommandStepProps) {
    this.stepName = props.stepName;
  }

  public bind(stage: PipelineStage): void {
    const { stepName, install, commands, retries, advisory, secrets, artifact, pulls, readsBuild, followsSpeed, ...rest } = this.props;
    const runner = new CommandsProject(stage.scope, 'Commands', {
      ...rest,
      commands: [guardedScript({ title: stepName, install, commands, retries, advisory })],
      // Anybody writes what a pull request runs.
      secrets: stage.releases ? secrets : undefined,
      artifacts: artifact,
      speed: followsSpeed ? stage.speed : undefined,
    });
    if (pulls) {
      pulls.grantPull(runner.project);
      acknowledge(runner.project, { 'AwsSolutions-IAM5[Resource::*]': 'ecr:GetAuthorizationToken knows no resource.' });
    }
    runner.addTo(stage, {
      actionName: stepName,
      output: artifact && new codepipeline.Artifact(),
      extraInputs: readsBuild && stage.buildArtifact ? [stage.buildArtifact] : undefined,
      environmentVariables: stage.image ? { IMAGE: { value: stage.image } } : undefined,
    });
  }
}
