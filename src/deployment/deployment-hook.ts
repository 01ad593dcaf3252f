import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { IBlueGreenService } from './blue-green-service';
import { DeploymentStage } from './deployment-stage';
import { FixedHook } from './private/fixed-hook';

/** What happens when nobody answers in time. */
export enum HookTimeoutAction {
  /** The deployment rolls back. */
  ROLLBACK = 'ROLLBACK',
  /** The deployment goes on. */
  CONTINUE = 'CONTINUE',
}

/** What Amazon ECS needs to know of a hook. */
export interface DeploymentHookConfig {
  /** The moments at which the deployment stops for it, at least one. */
  readonly stages: DeploymentStage[];

  /**
   * The function that is called, and answers whether the deployment goes on.
   *
   * @default - none: the deployment pauses until somebody answers
   */
  readonly handler?: lambda.IFunction;

  /**
   * What the function is told beside the deployment: values by name, which become JSON. Only with a function, and no
   * place for secrets: the template and the service show it.
   *
   * @default - nothing
   */
  readonly details?: { [name: string]: any };

  /**
   * How long the deployment waits for an answer. Whole minutes: 1 to 1440 for a function, 1 to 20160 for a pause.
   *
   * The timeouts of all hooks and the shift of the plan must add up to at most 33 hours: CloudFormation refuses more.
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

/** How a function is called during a deployment. */
export interface LambdaHookOptions {
  /**
   * What the function is told beside the deployment: values by name, found in `event.hookDetails`. No place for secrets:
   * the template and the service show it.
   *
   * @default - nothing
   */
  readonly details?: { [name: string]: any };

  /**
   * How long the function may answer `IN_PROGRESS` before the deployment stops waiting for it. Whole minutes, 1 to 1440.
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

/** How a deployment pauses. */
export interface PauseHookOptions {
  /**
   * How long the deployment waits for an answer. Whole minutes, 1 to 20160.
   *
   * The timeouts of all hooks and the shift of the plan must add up to at most 33 hours: CloudFormation refuses more.
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

/**
 * Something that happens at a moment of a deployment.
 *
 * @subclassable
 */
export interface IDeploymentHook {
  /**
   * Called once by the service whose deployments it belongs to.
   *
   * @param scope where constructs of the hook go
   * @param service the service, complete but for its hooks
   */
  bind(scope: Construct, service: IBlueGreenService): DeploymentHookConfig;
}

/** Things that can happen at the moments of a deployment. They need `DeploymentEngine.ecs()` and a plan that shifts traffic. */
export class DeploymentHook {
  /**
   * Calls a function, which answers whether the deployment goes on.
   *
   * It must return `{ "hookStatus": "SUCCEEDED" }`, `FAILED`, or `IN_PROGRESS` to be called again after `callBackDelay`
   * seconds (30). Anything else, an exception or a timeout rolls the deployment back. The service may call the function;
   * nobody has to grant that.
   *
   * @param handler the function, a version or an alias, in the region of the service
   * @param stages the moments at which it is called
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
   */
  public static lambdaFunction(handler: lambda.IFunction, stages: DeploymentStage[], options: LambdaHookOptions = {}): IDeploymentHook {
    return new FixedHook({ ...options, stages, handler });
  }

  /**
   * Pauses the deployment until somebody answers. For a person who says yes or no before a new version goes live, `approval` does the same in one prop.
   *
   * The first deployment of the service pauses, too: CloudFormation waits for the answer, and takes the service away when it is no.
   *
   * @param stages the moments at which it pauses; not `TEST_TRAFFIC_SHIFT` and `PRODUCTION_TRAFFIC_SHIFT`
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
   */
  public static pause(stages: DeploymentStage[], options: PauseHookOptions = {}): IDeploymentHook {
    return new FixedHook({ ...options, stages });
  }

  private constructor() {}
}
