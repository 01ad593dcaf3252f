import { Duration } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { StageName } from './defaults';
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
}

/** A stage of its own: were it in the stage that releases, every rollback and retry would ask again. */
export function addApproval(
  _scope: Construct, pipeline: codepipeline.Pipeline, plan: ApprovalPlan, built: BuildOutput, review?: ReleaseReview,
): actions.ManualApprovalAction {
  const action = new actions.ManualApprovalAction({
    actionName: 'Approve',
    timeout: plan.timeout,
    externalEntityLink: plan.reviewUrl ?? review?.url,
    notificationTopic: plan.notify,
    additionalInformation: plan.comment ?? waitingFor(plan, built),
  });
  pipeline.addStage({ stageName: StageName.APPROVAL, actions: [action] });
  return action;
}

function waitingFor({ beforeStage }: ApprovalPlan, { image = 'Commit #{Source.CommitId}' }: BuildOutput): string {
  return beforeStage ? `${image} waits to be released to ${beforeStage}.` : `${image} waits for a yes.`;
}
