import { Duration } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { allowToApprove } from './approval-grants';
import { StageName } from './defaults';
import { sourceVersionOf } from './source-variables';
import { StaleApprovals } from './stale-approvals';
import { BuildOutput } from '../build-step';
import { IDeployTarget, ReleaseReview } from '../deploy-target';

/** A stage that waits until somebody says yes. */
export interface ApprovalPlan {
  readonly kind: 'approval';
  /** What waits for it; none when it is the last stage. */
  readonly beforeStage?: string;
  /** What is released when it is approved. */
  readonly target?: IDeployTarget;
  readonly timeout: Duration;
  readonly reviewUrl?: string;
  readonly notify?: sns.ITopic;
  readonly comment?: string;
  readonly approvers: iam.IGrantable[];
  readonly rejectStale: boolean;
  readonly skipWhenNothingChanged: boolean;
}

/** A stage of its own: were it in the stage that releases, every rollback and retry would ask again. */
export function addApproval(
  scope: Construct, pipeline: codepipeline.Pipeline, plan: ApprovalPlan, built: BuildOutput, review?: ReleaseReview,
): actions.ManualApprovalAction {
  const action = new actions.ManualApprovalAction({
    actionName: 'Approve',
    timeout: plan.timeout,
    externalEntityLink: plan.reviewUrl ?? review?.url,
    notificationTopic: plan.notify,
    additionalInformation: plan.comment ?? waitingFor(plan, built, sourceVersionOf(pipeline), review),
  });
  const stageBefore = pipeline.stages[pipeline.stageCount - 1].stageName;
  pipeline.addStage({
    stageName: StageName.APPROVAL,
    actions: [action],
    beforeEntry: review && plan.skipWhenNothingChanged ? unlessNothingChanges(review) : undefined,
  });
  plan.approvers.forEach((approver) => allowToApprove(approver, pipeline, action));
  if (plan.rejectStale) { StaleApprovals.of(pipeline).reject(scope, { pipeline, action, stageBefore }); }
  return action;
}

/**
 * What the condition says is done when its rule is not met, so the rule is met when something changes. It needs no permission.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html
 */
function unlessNothingChanges({ changes }: ReleaseReview): codepipeline.Conditions {
  const rule = new codepipeline.Rule({
    name: 'SomethingChanges',
    provider: 'VariableCheck',
    version: '1',
    configuration: { Variable: changes, Value: '0', Operator: 'NE' },
  });
  return { conditions: [{ result: codepipeline.Result.SKIP, rules: [rule] }] };
}

/**
 * At most 1000 characters once the variables are filled in, or the action fails: the review has 800 of them, and names of images are long.
 * No message of a commit, of which nobody knows how long it is.
 */
function waitingFor({ beforeStage }: ApprovalPlan, { image }: BuildOutput, version: string | undefined, review?: ReleaseReview): string {
  const what = review ? version ?? image : [version, image].filter(Boolean).join(' as ');
  const waits = `${what || 'A release'} waits ${beforeStage ? `to be released to ${beforeStage}` : 'for a yes'}.`;
  return review ? `${waits} ${review.summary}` : waits;
}
