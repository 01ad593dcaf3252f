import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { StageName } from './defaults';

/** What it takes to see what waits, and what it is: the page of the pipeline, its executions and what each action said. */
const SEE = [
  'codepipeline:GetPipeline',
  'codepipeline:GetPipelineState',
  'codepipeline:GetPipelineExecution',
  'codepipeline:ListPipelineExecutions',
  'codepipeline:ListActionExecutions',
];

/**
 * Lets somebody see a pipeline and answer its approval, and nothing else. Not `ListPipelines`, which knows no resource: the notice has the
 * link to the pipeline.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html
 */
export function allowToApprove(grantee: iam.IGrantable, pipeline: codepipeline.IPipeline, action: actions.ManualApprovalAction): iam.Grant {
  const seeing = iam.Grant.addToPrincipal({ grantee, actions: SEE, resourceArns: [pipeline.pipelineArn] });
  return seeing.combine(iam.Grant.addToPrincipal({
    grantee, actions: ['codepipeline:PutApprovalResult'], resourceArns: [approvalArn(pipeline, action)],
  }));
}

export function approvalArn(pipeline: codepipeline.IPipeline, action: actions.ManualApprovalAction): string {
  return `${pipeline.pipelineArn}/${StageName.APPROVAL}/${action.actionProperties.actionName}`;
}
