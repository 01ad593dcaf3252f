import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { approvalArn } from './approval-grants';
import { StageName } from './defaults';
import { callFunction } from './event-target';
import { HandlerFunction } from '../../core/private/handler-function';

/** An approval that only the newest execution may wait for. */
export interface KeptApproval {
  readonly pipeline: codepipeline.Pipeline;
  readonly action: actions.ManualApprovalAction;
  /** An execution that has passed it waits for the approval, or for its turn to wait. */
  readonly stageBefore: string;
}

/** Rejects what waits for an approval when something newer has come as far. One function for all pipelines of a stack. */
export class StaleApprovals extends Construct {
  public static of(scope: Construct): StaleApprovals {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(StaleApprovals.ID) as StaleApprovals | undefined ?? new StaleApprovals(stack, StaleApprovals.ID);
  }

  private static readonly ID = 'StaleApprovals';

  private readonly work: HandlerFunction;
  /** One statement for all pipelines: a policy has room for 6144 characters. */
  private readonly looks = new iam.PolicyStatement({ actions: ['codepipeline:GetPipelineState', 'codepipeline:ListPipelineExecutions'] });
  private readonly answers = new iam.PolicyStatement({ actions: ['codepipeline:PutApprovalResult'] });

  private constructor(scope: Stack, id: string) {
    super(scope, id);
    this.work = new HandlerFunction(this, 'Reject', {
      folder: 'stale-approvals',
      description: 'Rejects approvals that wait for an older release than the newest that could be approved.',
      whyNoDeadLetters: 'A call that is lost leaves an approval to people, and the next execution makes up for it.',
      statements: [this.looks, this.answers],
    });
  }

  /** Keeps one approval to the newest execution from now on; the scope gets the rule. */
  public reject(scope: Construct, { pipeline, action, stageBefore }: KeptApproval): void {
    this.looks.addResources(pipeline.pipelineArn);
    this.answers.addResources(approvalArn(pipeline, action));
    const rule = new events.Rule(scope, 'StaleApprovals', {
      description: `Executions that could be approved, for ${pipeline.node.path}`.slice(0, 512),
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Stage Execution State Change'],
        detail: { pipeline: [pipeline.pipelineName], stage: [stageBefore], state: ['SUCCEEDED'] },
      },
    });
    callFunction(rule, this.work.handler, {
      pipeline: pipeline.pipelineName,
      stage: StageName.APPROVAL,
      action: action.actionProperties.actionName,
      execution: events.EventField.fromPath('$.detail.execution-id'),
    });
  }
}
