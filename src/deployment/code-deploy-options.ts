import { Duration } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** How AWS CodeDeploy carries a plan out. */
export interface CodeDeployOptions {
  /**
   * The application that the deployment group belongs to.
   *
   * @default - one of its own
   */
  readonly application?: codedeploy.IEcsApplication;

  /**
   * How traffic shifts, instead of a plan: one of the configurations of CodeDeploy, such as
   * `codedeploy.EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTES`, or one of your own. Leave out the `plan` of the service then.
   *
   * @default - as the plan says
   */
  readonly deploymentConfig?: codedeploy.IEcsDeploymentConfig;

  /**
   * How long the old version keeps running after the shift, ready to take the traffic back. Whole minutes, 0 to 2880.
   *
   * @default - the `bakeTime` of the plan; 10 minutes with a `deploymentConfig`
   */
  readonly terminationWaitTime?: Duration;

  /**
   * How long a deployment waits, before production traffic moves, for somebody who calls `aws deploy continue-deployment`. If
   * nobody does, it rolls back. Whole minutes, 1 to 2880.
   *
   * @default - it does not wait
   * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentReadyOption.html
   */
  readonly deploymentApprovalWaitTime?: Duration;

  /**
   * The functions that the AppSpec files of your deployments call as hooks. CodeDeploy may call no others.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
   */
  readonly hookFunctions?: lambda.IFunction[];
}
