import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';

/** How somebody approves a release. */
export interface PipelineApprovalOptions {
  /**
   * The stage that waits for the approval, `Staging` or `Production`.
   *
   * @default 'Production'
   */
  readonly beforeStage?: string;

  /**
   * How long the pipeline waits; then the release fails. 5 minutes to 60 days.
   *
   * @default Duration.days(7)
   */
  readonly timeout?: Duration;

  /**
   * A page that helps to decide, such as the staging environment. Starts with `https://` or `http://`.
   *
   * @default - none
   */
  readonly reviewUrl?: string;

  /**
   * Who may see the pipeline and approve its releases, nothing else: roles and users, also those of `StandardPipeline.grantApprove`.
   *
   * @default - nobody beside those who may already
   */
  readonly approvers?: iam.IGrantable[];

  /**
   * Told when a release waits for approval: CodePipeline publishes JSON with the comment and a link. Chats do not show that message; they
   * hear of an approval through the `alerts` of the pipeline.
   *
   * @default - nobody is told, beside those who hear of the pipeline's `alerts`
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html
   */
  readonly notify?: sns.ITopic;

  /**
   * What the approver reads, at most 1000 characters. Pipeline variables such as `#{Source.CommitId}` are filled in.
   *
   * Name only variables that the source has: CodePipeline fails an action with others, and so it does when the text gets longer than
   * 1000 characters with them.
   *
   * @default - the commit, the image, the stage that waits, and what the release will change where the target can say it
   */
  readonly comment?: string;

  /**
   * Whether a release that waits is rejected as soon as a newer one has come as far: the newest commit wins, and brings the older ones
   * along. What is approved is then what the stage before shows, and no old release holds up the queue.
   *
   * Takes a function (one for the stack) that may answer this approval, therefore it is not the default. A rejected execution counts as failed
   * in CodePipeline, though not for `failureAlarm`.
   *
   * @default false
   */
  readonly rejectStale?: boolean;

  /**
   * Whether nobody is asked when the release will change nothing, where the target can say what it will change.
   *
   * @default true
   */
  readonly skipWhenNothingChanged?: boolean;
}

/**
 * Who says yes before a release goes on.
 *
 * An approval is a stage of its own: when a later stage is rolled back or retried, nobody is asked again.
 */
export class PipelineApproval {
  /**
   * Somebody has to approve by hand. Let them with `approvers` or `StandardPipeline.grantApprove`.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
   */
  public static manual(options: PipelineApprovalOptions = {}): PipelineApproval {
    return new PipelineApproval(options);
  }

  /** Every commit that builds goes to production by itself. */
  public static none(): PipelineApproval {
    return new PipelineApproval();
  }

  /** @internal */
  public readonly _options?: PipelineApprovalOptions;

  private constructor(options?: PipelineApprovalOptions) {
    this._options = options;
  }
}
