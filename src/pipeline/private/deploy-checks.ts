import { Duration, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { PIPELINE_DEFAULTS } from './defaults';
import { inputError } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { Environment, inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { PipelineStage } from '../pipeline-stage';

/** What is released to, for a message. */
export interface Place {
  /** Such as `a service`. */
  readonly what: string;
  readonly name: string;
  readonly env: Environment;
}

/** Nothing here assumes a role elsewhere. */
export function requireSamePlace(stage: PipelineStage, { what, name, env }: Place): void {
  const here = Stack.of(stage.scope);
  if (inSameEnvironment(here, env)) { return; }
  throw inputError(stage.scope, `'${stage.stageName.toLowerCase()}' must release to ${what} in the pipeline's own account and region ` +
    `(${sayEnvironment(here)}), got ${name} in ${sayEnvironment(env)}. Give that environment a pipeline of its own`);
}

/** How long to wait for what has no plan of its own. CodeBuild allows 36 hours. */
export function resolveWait({ scope }: PipelineStage, timeout: Duration | undefined, fallback = PIPELINE_DEFAULTS.deployTimeout): Duration {
  requireDuration(scope, { prop: 'timeout', value: timeout, unit: 'minutes', min: 5, max: 36 * 60, example: 'Duration.hours(8)' });
  return timeout ?? fallback;
}

/** The image that the build made. */
export function requireImage({ scope, stageName, image }: PipelineStage): string {
  if (image === undefined) {
    throw inputError(scope, `'buildStep' must build an image that ${stageName} can release, got a build without one. ` +
      "Use BuildStep.dockerImage(repository), or name the image that your commands push with 'imageVariable'");
  }
  return image;
}

/** The artifact that the build made. */
export function requireArtifact({ scope, stageName, buildArtifact }: PipelineStage): codepipeline.Artifact {
  if (!buildArtifact) {
    throw inputError(scope, `'buildStep' must build an artifact that ${stageName} can release, got a build without one. ` +
      "Use BuildStep.nodejs() or BuildStep.commands() with 'artifactDirectory'");
  }
  return buildArtifact;
}
