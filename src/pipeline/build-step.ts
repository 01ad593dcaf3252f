import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { IContainerRepository } from '../registry';
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
  /** The actions of the Build stage. */
  readonly actions: codepipeline.IAction[];

  /** The image that is released, as a pipeline variable such as `#{Build.IMAGE}` that holds `repository@sha256:…`. */
  readonly image: string;

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
   * Called once by the pipeline.
   *
   * @param scope holds what the build needs
   * @param source the artifact with the source
   */
  bind(scope: Construct, source: codepipeline.Artifact): BuildOutput;
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
