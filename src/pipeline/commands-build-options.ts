import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BuildCoverage } from './build-coverage';
import { BuildReport } from './build-report';

/** What commands build, and in what. */
export interface CommandsBuildOptions {
  /** What builds. Each is run by bash; the first that fails ends the build. What is exported in one is there in the next. */
  readonly commands: string[];

  /**
   * What gets the tools and the packages.
   *
   * @default - nothing
   */
  readonly install?: string[];

  /**
   * What tests, after the build.
   *
   * @default - nothing
   */
  readonly unitTests?: string[];

  /**
   * Results of tests that CodeBuild shows.
   *
   * @default - none
   */
  readonly reports?: BuildReport[];

  /**
   * How much of the code the tests have to run.
   *
   * @default - it is not looked at
   */
  readonly coverage?: BuildCoverage;

  /**
   * The directory with what was built, relative to `directory`. What is in it is the artifact that stages after this one deploy.
   *
   * @default - the build makes no artifact
   */
  readonly artifactDirectory?: string;

  /**
   * Where the commands run, relative to the root of the source.
   *
   * @default '.'
   */
  readonly directory?: string;

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
   * Environment variables that the commands export, for actions of your own: `VERSION` is `#{Build.VERSION}` there.
   *
   * @default - none
   */
  readonly exportedVariables?: string[];

  /**
   * The variable, exported by the commands, that holds the image to release, best by its digest: `repository@sha256:…`.
   *
   * @default - the build makes no image
   */
  readonly imageVariable?: string;

  /**
   * Directories, such as `/root/.m2`, with what the next build would have to get again. Where they are kept says the speed profile.
   *
   * @default - nothing is kept
   */
  readonly cacheDirectories?: string[];

  /**
   * What the commands run in. It needs bash.
   *
   * @default - Amazon Linux 2023 with the runtimes of CodeBuild
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
   */
  readonly image?: codebuild.IBuildImage;

  /**
   * Whether the commands may run Docker, which gives them the whole machine.
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
