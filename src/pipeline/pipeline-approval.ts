import { Duration } from 'aws-cdk-lib';
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
   * Told when a release waits for approval.
   *
   * @default - nobody is told
   */
  readonly notify?: sns.ITopic;

  /**
   * What the approver reads, at most 1000 characters. Pipeline variables such as `#{Source.CommitId}` are filled in.
   *
   * @default - the name of the image and of the stage that waits
   */
  readonly comment?: string;
}

/**
 * Who says yes before a release goes on.
 *
 * An approval is a stage of its own: when a later stage is rolled back or retried, nobody is asked again.
 */
export class PipelineApproval {
  /**
   * Somebody has to approve by hand. Let them with `StandardPipeline.grantApprove`.
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
