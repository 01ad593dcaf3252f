import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { HookTimeoutAction } from './deployment-hook';

/** How a person agrees to a new version. */
export interface ManualApprovalOptions {
  /**
   * How long the deployment waits for the answer. Whole minutes, 1 to 20160. `cdk deploy` waits as well.
   *
   * The timeouts of all hooks and the shift of the plan must add up to at most 33 hours: CloudFormation refuses more.
   *
   * @default Duration.hours(4)
   */
  readonly timeout?: Duration;

  /**
   * What happens when nobody answers.
   *
   * @default HookTimeoutAction.ROLLBACK
   */
  readonly onTimeout?: HookTimeoutAction;

  /**
   * Hears that a deployment waits, with the commands that answer it. Amazon EventBridge is allowed to publish to the
   * topic and to use its key; of an imported topic, the policy must allow that already.
   *
   * @default - nobody: see `onApprovalNeeded`
   */
  readonly notify?: sns.ITopic;

  /**
   * Whether canary and linear plans ask again before every step of the shift, and not only before the first.
   *
   * @default false
   */
  readonly everyStep?: boolean;
}

/**
 * A person who has to agree before a new version gets production traffic, after its smoke test if there is one.
 *
 * The answer is given in the console of Amazon ECS, with the AWS CLI, or by whoever has `grantApproveDeployments`. The first
 * deployment of a service waits as well: Amazon ECS has no way to leave it out.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
 */
export class ManualApproval {
  /** Every deployment waits for an answer. */
  public static required(options: ManualApprovalOptions = {}): ManualApproval {
    return new ManualApproval(options);
  }

  private constructor(
    /** @internal */
    public readonly _options: ManualApprovalOptions,
  ) {}
}
