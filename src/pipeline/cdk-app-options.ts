import { Duration, Environment } from 'aws-cdk-lib';

/** Stacks of a CDK app that the pipeline deploys. */
export interface CdkAppDeployOptions {
  /**
   * The stacks, by their ids or patterns such as `Prod/*`, one or more. Stacks that they depend on have to be among them or deployed before.
   */
  readonly stacks: string[];

  /**
   * Where the stacks are. The pipeline may take on the roles that `cdk bootstrap` made there, and no others. Another account has to be
   * bootstrapped with `--trust` and the account of the pipeline.
   *
   * @default - the account and region of the pipeline
   */
  readonly environments?: Environment[];

  /**
   * The qualifier with which the environments were bootstrapped: 1 to 10 lowercase letters and digits.
   *
   * @default 'hnb659fds'
   */
  readonly qualifier?: string;

  /**
   * The directory with the cloud assembly, relative to the root of what was built.
   *
   * @default '.'
   */
  readonly assemblyDirectory?: string;

  /**
   * How many stacks that do not depend on each other are deployed at the same time, 1 to 20.
   *
   * @default 4
   */
  readonly concurrency?: number;

  /**
   * Whether the app has Docker images as assets: they are built while it is deployed, in privileged mode.
   *
   * @default false
   */
  readonly dockerAssets?: boolean;

  /**
   * The version of the CDK CLI that deploys, such as `2.1148.1`. It has to be at least as new as the aws-cdk-lib of the app.
   *
   * @default - one that this library was tested with
   */
  readonly cliVersion?: string;

  /**
   * How long the pipeline waits: whole minutes, 5 to 2160 (36 hours). CloudFormation goes on when the pipeline gives up; a retry of the stage
   * waits for it.
   *
   * @default Duration.hours(8)
   */
  readonly timeout?: Duration;
}
