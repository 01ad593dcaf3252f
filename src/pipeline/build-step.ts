import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { IContainerRepository } from '../registry';
import { BuildspecOptions } from './buildspec-options';
import { CdkSynthOptions } from './cdk-synth-options';
import { CommandsBuildOptions } from './commands-build-options';
import { DockerImageOptions } from './docker-image-options';
import { NodejsBuildOptions } from './nodejs-build-options';
import { PipelineStage } from './pipeline-stage';
import { BuildspecBuild } from './private/buildspec-build';
import { CdkSynthBuild } from './private/cdk-synth-build';
import { CommandsBuild } from './private/commands-build';
import { DockerImageBuild } from './private/docker-image-build';
import { NodejsBuild } from './private/nodejs-build';

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

  /**
   * The reports of tests and coverage that the build fills.
   *
   * @default - none
   */
  readonly reportGroups?: codebuild.IReportGroup[];
}

/**
 * How a pipeline turns a commit into what is released.
 *
 * @subclassable
 */
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
   * build; what goes on is the image by its digest, which nothing can move. A pull request's is built and not pushed.
   */
  public static dockerImage(repository: IContainerRepository, options: DockerImageOptions = {}): IBuildStep {
    return new DockerImageBuild(repository, options);
  }

  /**
   * Builds with commands of your own, in any language.
   *
   * With `artifactDirectory`, what they made is deployed; with `imageVariable`, an image that they pushed is.
   */
  public static commands(options: CommandsBuildOptions): IBuildStep {
    return new CommandsBuild(options);
  }

  /**
   * Builds a project of Node.js: packages from the lock file, the script `build` if there is one, the script `test`.
   *
   * Shows `junit.xml` as a report if the tests write it; with `coverage`, fails when too little of the code is tested.
   */
  public static nodejs(options: NodejsBuildOptions = {}): IBuildStep {
    return new NodejsBuild(options);
  }

  /**
   * Builds as a file in the source says. Whoever may change the file decides what the build does with its permissions.
   *
   * @param file relative to the root of the source, such as `buildspec.yml`
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
   */
  public static buildspec(file: string, options: BuildspecOptions = {}): IBuildStep {
    return new BuildspecBuild(file, options);
  }

  /**
   * Synthesizes a CDK app with the CLI that its `package.json` says. What is handed on is the cloud assembly, with `manifest.json` at its root.
   */
  public static cdkSynth(options: CdkSynthOptions = {}): IBuildStep {
    return new CdkSynthBuild(options);
  }

  private constructor() {}
}
