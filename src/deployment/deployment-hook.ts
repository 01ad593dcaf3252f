import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { IBlueGreenService } from './blue-green-service';
import { DeploymentStage } from './deployment-stage';

/** What happens when nobody answers in time. */
export enum HookTimeoutAction {
  /** The deployment rolls back. */
  ROLLBACK = 'ROLLBACK',
  /** The deployment goes on. */
  CONTINUE = 'CONTINUE',
}

/** What Amazon ECS needs to know of a hook. */
export interface DeploymentHookConfig {
  /** The moments at which the deployment stops for it. */
  readonly stages: DeploymentStage[];

  /**
   * The function that is called, and answers whether the deployment goes on.
   *
   * @default - none: the deployment pauses until somebody answers
   */
  readonly handler?: lambda.IFunction;

  /**
   * What the function is told beside the deployment: names and texts, which become JSON.
   *
   * @default - nothing
   */
  readonly details?: { [name: string]: string };

  /**
   * How long the deployment waits for an answer. Whole minutes, 1 to 20160.
   *
   * @default - what Amazon ECS does: one day
   */
  readonly timeout?: Duration;

  /**
   * What happens then.
   *
   * @default HookTimeoutAction.ROLLBACK
   */
  readonly onTimeout?: HookTimeoutAction;
}

/** Something that happens at a moment of a deployment. */
export interface IDeploymentHook {
  /**
   * Called once by the service whose deployments it belongs to.
   *
   * @param scope where constructs of the hook go
   * @param service the service, complete but for its hooks
   */
  bind(scope: Construct, service: IBlueGreenService): DeploymentHookConfig;
}
