import { Duration, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../../../core/private/acknowledge-wildcards';
import { HandlerFunction } from '../../../core/private/handler-function';
import { letLogGroupsUse, requireKeyForLogs } from '../../../core/private/log-key';
import { WarningId } from '../../../core/private/warning-ids';

/** Our functions for rules, by their ids in the stack. */
export interface RuleFunctionProps {
  readonly id: string;
  readonly entry: string;
  readonly description: string;
}

/** What every function of ours for rules calls, and that knows no resource. */
const ANSWERS = ['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult', 'codepipeline:GetJobDetails'];

/** A function of ours that decides for rules; one in a stack, however many pipelines and stages use it. */
export class RuleFunction extends Construct {
  public static of(pipeline: codepipeline.Pipeline, props: RuleFunctionProps, logEncryptionKey?: kms.IKey): RuleFunction {
    const stack = Stack.of(pipeline);
    const found = stack.node.tryFindChild(props.id) as RuleFunction | undefined ?? new RuleFunction(stack, props);
    found.letLookAt(pipeline);
    if (logEncryptionKey) { found.encryptLog(logEncryptionKey); }
    return found;
  }

  public readonly handler: HandlerFunction['handler'];
  private readonly log: logs.CfnLogGroup;
  private readonly pipelines = new Set<codepipeline.Pipeline>();
  private readonly looks: iam.ManagedPolicy;

  private constructor(stack: Stack, { id, entry, description }: RuleFunctionProps) {
    super(stack, id);
    const { handler, node } = new HandlerFunction(this, 'Handler', {
      folder: 'release-rules',
      entry,
      description,
      // Moments, unless AWS is busy: then each of a dozen calls may be tried for six seconds.
      timeout: Duration.minutes(3),
      whyNoDeadLetters: 'CodePipeline counts a call without an answer as a failure, and shows it where the release is shown.',
    });
    this.handler = handler;
    this.log = node.findChild('Logs').node.defaultChild as logs.CfnLogGroup;
    // Apart from the role: the function needs the role, the pipeline the function, and these the pipeline.
    this.looks = new iam.ManagedPolicy(this, 'Looks', {
      roles: [this.handler.role!],
      statements: [new iam.PolicyStatement({ actions: ['cloudformation:DescribeStackResource'], resources: [stack.stackId] })],
    });
    this.allowEverywhere('Answers', ANSWERS, 'A job of CodePipeline is no resource that IAM could name.');
  }

  public allow(...statements: iam.PolicyStatement[]): void {
    this.looks.addStatements(...statements);
  }

  /**
   * What AWS allows for all resources or none.
   *
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html
   */
  public allowEverywhere(id: string, actions: string[], reason: string): void {
    if (this.node.tryFindChild(id)) { return; }
    const policy = new iam.ManagedPolicy(this, id, { roles: [this.handler.role!], statements: [new iam.PolicyStatement({ actions, resources: ['*'] })] });
    acknowledgeWildcards(policy, [], ['*'], reason);
  }

  private encryptLog(key: kms.IKey): void {
    if (this.log.kmsKeyId !== undefined) { return; }
    requireKeyForLogs(this, 'logEncryptionKey', key);
    letLogGroupsUse(this, key, WarningId.RULE_LOG_KEY_POLICY_NOT_CHANGED);
    this.log.kmsKeyId = key.keyArn;
  }

  private letLookAt(pipeline: codepipeline.Pipeline): void {
    if (this.pipelines.has(pipeline)) { return; }
    this.pipelines.add(pipeline);
    this.allow(new iam.PolicyStatement({
      actions: ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions'], resources: [pipeline.pipelineArn],
    }));
  }
}

/**
 * Where a call comes from. The event does not say, and a pipeline cannot name itself: so its logical id goes along, and the function asks
 * CloudFormation what became of it.
 */
export function whereabouts(pipeline: codepipeline.Pipeline, stageName: string): Record<string, string> {
  const stack = Stack.of(pipeline);
  return {
    stage: stageName,
    stack: stack.stackId,
    pipeline: stack.getLogicalId(pipeline.node.defaultChild as codepipeline.CfnPipeline),
    execution: '#{codepipeline.PipelineExecutionId}',
  };
}
