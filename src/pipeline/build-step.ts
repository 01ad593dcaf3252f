import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { IContainerRepository } from '../registry';
import { PipelineStage } from './pipeline-stage';
import { DockerImageBuild } from './private/docker-image-build';

/** How an image is built. */
export interface DockerImageOptions {
  /**
   * The Dockerfile, relative to `directory`.
   *
   * @default 'Dockerfile'
   */
  readonly dockerfile?: string;

  /**
   * The directory that Docker sees, relative to the root of the source.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * Build arguments, by the name under which the Dockerfile declares them with `ARG`. They are readable in the template,
   * in the build project and in the image: nothing secret belongs here.
   *
   * @default - none
   */
  readonly buildArgs?: { [name: string]: string };
}

/** What a build hands on to the rest of the pipeline. */
export interface BuildOutput {
  /**
   * The image that is released, as a pipeline variable such as `#{Build.IMAGE}` that holds `repository@sha256:…`.
   *
   * @default - the build makes no image
   */
  readonly image?: string;

  /**
   * What was built, such as a cloud assembly, a site or a bundle.
   *
   * @default - the build makes no artifact
   */
  readonly artifact?: codepipeline.Artifact;

  /**
   * The project that builds.
   *
   * @default - the pipeline has no `buildProject`
   */
  readonly project?: codebuild.IProject;
}

/** How a pipeline turns a commit into what is released. */
export interface IBuildStep {
  /**
   * Called once for each pipeline that builds. Adds the actions that build `stage.source`.
   */
  bind(stage: PipelineStage): BuildOutput;
}

/** The ways a pipeline can build. */
export class BuildStep {
  /**
   * Builds an image for `linux/amd64` with Docker and pushes it. Its tag is the first twelve characters of the commit and the number of the
   * build; what goes on is the image by its digest, which nothing can move.
   */
  public static dockerImage(repository: IContainerRepository, options: DockerImageOptions = {}): IBuildStep {
    return new DockerImageBuild(repository, options);
  }

  private constructor() {}
}
