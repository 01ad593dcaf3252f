import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';

/** How commands of your own release something. */
export interface CustomDeployOptions {
  /**
   * Commands that run before, such as the installation of a tool.
   *
   * @default - none
   */
  readonly install?: string[];

  /**
   * Environment variables. They are readable in the template: nothing secret belongs here. `IMAGE`, the image of the build if there is one, is added.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * What the commands may do in AWS.
   *
   * @default - nothing but to read the artifact and to write their log
   */
  readonly statements?: iam.PolicyStatement[];

  /**
   * What the commands run on.
   *
   * @default - Amazon Linux 2023 with the AWS CLI, jq and Docker's client
   */
  readonly image?: codebuild.IBuildImage;

  /**
   * Whether a release that fails has been taken back by the commands themselves when they end. CodePipeline then does not roll the stage back.
   *
   * @default false
   */
  readonly restoresItself?: boolean;

  /**
   * How long the commands may take: whole minutes, 5 to 2160 (36 hours).
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;
}
