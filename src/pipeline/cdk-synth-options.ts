import { Duration, Environment } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { PackageManager } from './package-manager';

/** How a CDK app is synthesized. */
export interface CdkSynthOptions {
  /**
   * Where `cdk.json` is, relative to the root of the source.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * What gets the packages and the CDK CLI, for apps that are not in TypeScript or JavaScript, such as
   * `['npm install -g aws-cdk@2', 'pip install -r requirements.txt']`.
   *
   * @default - the package manager, from its lock file
   */
  readonly install?: string[];

  /**
   * What synthesizes. The last of them must leave the cloud assembly in `outputDirectory`.
   *
   * @default - `cdk synth`, with the CLI that the `package.json` of the app says
   */
  readonly commands?: string[];

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
   * The directory with the cloud assembly, relative to `directory`. What is in it is the artifact that stages after this one deploy.
   *
   * @default 'cdk.out'
   */
  readonly outputDirectory?: string;

  /**
   * Environments in which the app looks something up, such as a VPC, with account and region each: the build may assume the lookup roles that
   * `cdk bootstrap` made there. Builds of pull requests may not. Better commit `cdk.context.json`, and nothing has to be looked up.
   *
   * @default - none
   */
  readonly lookups?: Environment[];

  /**
   * The qualifier with which those environments were bootstrapped.
   *
   * @default 'hnb659fds'
   */
  readonly qualifier?: string;

  /**
   * Environment variables. They are readable in the template: nothing secret belongs here.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment variables that hold secrets, such as the token of a registry. Builds of pull requests do not get them.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: secretsmanager.ISecret };

  /**
   * Whether the app builds images or bundles functions with Docker, which gives it the whole machine.
   *
   * @default false
   */
  readonly privileged?: boolean;

  /**
   * How long the build may take: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1), or 15 minutes on AWS Lambda
   */
  readonly timeout?: Duration;
}
