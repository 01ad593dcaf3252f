import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Construct } from 'constructs';
import { StageName } from './defaults';
import { ApprovalPlan, Release } from './pipeline-plan';
import { DeployStage } from '../deploy-target';

/** What the stages before hand on to those that release. */
export interface ReleaseInput {
  readonly image: string;
  readonly source: codepipeline.Artifact;
}

/** The stages that release, in order; returns the action that waits for an approval, if one does. */
export function addReleases(
  scope: Construct, pipeline: codepipeline.Pipeline, releases: Release[], input: ReleaseInput,
): actions.ManualApprovalAction | undefined {
  const approvals = releases.map((release) => {
    const approval = release.approval && addApproval(pipeline, release.approval, release.stageName, input.image);
    addRelease(scope, pipeline, release, input);
    return approval;
  });
  return approvals.find((approval) => approval);
}

/** A stage of its own: were it in the stage that releases, every rollback and retry would ask again. */
function addApproval(pipeline: codepipeline.Pipeline, approval: ApprovalPlan, stageName: string, image: string): actions.ManualApprovalAction {
  const action = new actions.ManualApprovalAction({
    actionName: 'Approve',
    timeout: approval.timeout,
    externalEntityLink: approval.reviewUrl,
    notificationTopic: approval.notify,
    additionalInformation: approval.comment ?? `${image} waits to be released to ${stageName}.`,
  });
  pipeline.addStage({ stageName: StageName.APPROVAL, actions: [action] });
  return action;
}

function addRelease(scope: Construct, pipeline: codepipeline.Pipeline, { stageName, target }: Release, input: ReleaseInput): void {
  target.bind(DeployStage._of({
    ...input,
    scope: new Construct(scope, stageName),
    pipelineStage: pipeline.addStage({ stageName }),
    stageName,
    isProduction: stageName === StageName.PRODUCTION,
  }));
}
