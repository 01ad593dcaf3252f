import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { BuildReport } from './build-report';
import { CheckOptions, ToolOptions } from './check-options';

/** How cfn-lint reads templates. */
export interface CfnLintOptions extends ToolOptions {
  /**
   * The templates, as glob patterns relative to what was built or, when it has none of them, to the source. Two stars stand for directories.
   *
   * @default - all files whose names end with `.template.json`, `.template.yaml` or `.template.yml`
   */
  readonly templates?: string[];

  /**
   * Rules that do not count, such as `W3045`.
   *
   * @default - none
   */
  readonly ignoreRules?: string[];

  /**
   * Whether warnings and remarks stop the pipeline, too.
   *
   * @default false
   */
  readonly failOnWarnings?: boolean;
}

/** Which templates CloudFormation Guard looks at, and where it runs. */
export interface CfnGuardOptions extends ToolOptions {
  /**
   * The templates, as glob patterns relative to what was built or, when it has none of them, to the source. Two stars stand for directories.
   *
   * @default - all files whose names end with `.template.json`, `.template.yaml` or `.template.yml`
   */
  readonly templates?: string[];

  /**
   * The image to run in, for x86-64. It must have bash, curl and tar. The published tool may want a newer C library than Amazon Linux has: the
   * log says so, and an image of Ubuntu 24.04 helps.
   *
   * @default - the standard image of CodeBuild for Amazon Linux
   */
  readonly image?: codebuild.IBuildImage;
}

/** How the app is synthesized. */
export interface CdkNagOptions extends CheckOptions {
  /**
   * Commands that install what the app needs.
   *
   * @default ['npm ci']
   */
  readonly install?: string[];

  /**
   * The command that synthesizes the app into `outputDirectory`.
   *
   * @default 'npx cdk synth --quiet --context @aws-cdk/core:validationReportJson=true'
   */
  readonly synth?: string;

  /**
   * Where the cloud assembly comes to be, relative to the root of the source.
   *
   * @default 'cdk.out'
   */
  readonly outputDirectory?: string;

  /**
   * How long it may take: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;
}

/** Where commands of your own check. */
export interface CommandsCheckOptions {
  /**
   * Commands that run before.
   *
   * @default - none
   */
  readonly install?: string[];

  /**
   * The image to run in. It must have bash.
   *
   * @default - the standard image of CodeBuild for Amazon Linux
   */
  readonly image?: codebuild.IBuildImage;

  /**
   * How long it may take: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * What the commands write and CodeBuild shows.
   *
   * @default - no reports
   */
  readonly reports?: BuildReport[];

  /**
   * Environment variables by name. They are readable in the template and in CodeBuild.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Whether the pipeline goes on when it fails. The log says so loudly.
   *
   * @default false
   */
  readonly advisory?: boolean;
}
