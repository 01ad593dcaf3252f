import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** What a buildspec file of the source needs. */
export interface BuildspecOptions {
  /**
   * Whether the buildspec says what its artifact is. Stages after this one deploy it.
   *
   * @default false
   */
  readonly makesArtifact?: boolean;

  /**
   * The variable, exported by the buildspec, that holds the image to release, best by its digest: `repository@sha256:…`.
   *
   * @default - the build makes no image
   */
  readonly imageVariable?: string;

  /**
   * The names of the reports in the buildspec. CodeBuild makes a group for each at the first build, and the build may fill these.
   *
   * @default - none
   */
  readonly reportNames?: string[];

  /**
   * Environment variables. They are readable in the template: nothing secret belongs here.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment variables that hold secrets. Builds of pull requests do not get them: what those run is written by anybody.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: secretsmanager.ISecret };

  /**
   * Whether the buildspec says what the next build would have to get again. Where it is kept says the speed profile.
   *
   * @default false
   */
  readonly hasCache?: boolean;

  /**
   * What the buildspec runs in.
   *
   * @default - Amazon Linux 2023 with the runtimes of CodeBuild
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
   */
  readonly image?: codebuild.IBuildImage;

  /**
   * Whether the buildspec may run Docker, which gives it the whole machine.
   *
   * @default false
   */
  readonly privileged?: boolean;

  /**
   * How long the build may take: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;
}
