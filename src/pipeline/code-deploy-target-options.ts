import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * The functions that AWS CodeDeploy calls while it deploys to Amazon ECS. Each of them answers with
 * `codedeploy:PutLifecycleEventHookExecutionStatus`; a failure rolls the deployment back.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
 */
export interface CodeDeployEcsHooks {
  /**
   * Called before the new tasks are made.
   *
   * @default - nothing is called
   */
  readonly beforeInstall?: lambda.IFunction;

  /**
   * Called when the new tasks run and get no requests yet.
   *
   * @default - nothing is called
   */
  readonly afterInstall?: lambda.IFunction;

  /**
   * Called when the test listener leads to the new tasks: the moment for tests.
   *
   * @default - nothing is called
   */
  readonly afterAllowTestTraffic?: lambda.IFunction;

  /**
   * Called before production traffic moves.
   *
   * @default - nothing is called
   */
  readonly beforeAllowTraffic?: lambda.IFunction;

  /**
   * Called when production traffic has moved.
   *
   * @default - nothing is called
   */
  readonly afterAllowTraffic?: lambda.IFunction;
}

/** How the pipeline has AWS CodeDeploy deploy to Amazon ECS. */
export interface CodeDeployEcsOptions {
  /**
   * How long the pipeline waits for the deployment, the time included for which the old version is kept: whole minutes, 5 to 2160
   * (36 hours). The deployment itself goes on when the pipeline gives up; a retry of the stage picks it up again.
   *
   * @default Duration.hours(8)
   */
  readonly timeout?: Duration;

  /**
   * The functions that are called on the way. The role of the deployment group must be allowed to call them: name them in the
   * `hookFunctions` of `DeploymentEngine.codeDeploy()` as well.
   *
   * @default - none
   */
  readonly hooks?: CodeDeployEcsHooks;
}

/** A service of your own that AWS CodeDeploy deploys. */
export interface CodeDeployEcsGroupOptions extends CodeDeployEcsOptions {
  /** The service that the deployment group deploys, with its task definition. Its deployment controller is `CODE_DEPLOY`. */
  readonly service: ecs.BaseService;

  /**
   * The container that gets the image and takes the requests.
   *
   * @default - the default container of the task definition
   */
  readonly containerName?: string;
}

/** How the pipeline releases a Lambda function. */
export interface CodeDeployLambdaOptions {
  /**
   * Where the code of the function is in the build artifact, relative to its root. What is in there is what Lambda gets.
   * A function from an image gets the image of the build instead.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * How long the pipeline waits until the traffic has moved: whole minutes, 5 to 2160 (36 hours). The deployment itself goes on when the
   * pipeline gives up; a retry of the stage picks it up again.
   *
   * @default Duration.hours(8)
   */
  readonly timeout?: Duration;
}
