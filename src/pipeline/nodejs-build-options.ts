import { Duration } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BuildCoverage } from './build-coverage';
import { BuildReport } from './build-report';
import { PackageManager } from './package-manager';

/** How a project of Node.js is built. */
export interface NodejsBuildOptions {
  /**
   * Where `package.json` is, relative to the root of the source.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * What installs the packages.
   *
   * @default PackageManager.NPM
   */
  readonly packageManager?: PackageManager;

  /**
   * The version of Node.js, such as `22` or `24.1.0`. CodeBuild has 22 and 24 at hand and downloads others.
   *
   * @default '22'
   */
  readonly nodeVersion?: string;

  /**
   * The script of `package.json` that builds.
   *
   * @default - 'build', if there is one
   */
  readonly buildScript?: string;

  /**
   * The script of `package.json` that tests. It must be there.
   *
   * @default 'test'
   */
  readonly testScript?: string;

  /**
   * Whether the tests are left out here, because something else runs them.
   *
   * @default false
   */
  readonly skipTests?: boolean;

  /**
   * Results of tests that CodeBuild shows.
   *
   * @default - `junit.xml`, as `jest-junit` and others write it, if it is there
   */
  readonly reports?: BuildReport[];

  /**
   * How much of the code the tests have to run.
   *
   * @default - it is not looked at
   */
  readonly coverage?: BuildCoverage;

  /**
   * The directory with what was built, relative to `directory`, such as `dist`. What is in it is the artifact that stages after this one deploy.
   *
   * @default - the build makes no artifact
   */
  readonly artifactDirectory?: string;

  /**
   * Environment variables. They are readable in the template: nothing secret belongs here.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment variables that hold secrets, such as the token of a registry. Builds of pull requests do not get them: what those run is written by
   * anybody.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: secretsmanager.ISecret };

  /**
   * How long the build may take: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1), or 15 minutes on AWS Lambda
   */
  readonly timeout?: Duration;
}
