import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { callFunction } from './event-target';
import { NotificationPlan } from './notification-plan';
import { HandlerFunction } from '../../core/private/handler-function';
import { letLogGroupsUse } from '../../core/private/log-key';
import { WarningId } from '../../core/private/warning-ids';
import { PipelineEvent, PipelineEventRoute } from '../pipeline-notifications';

/** Of the kinds of events that CodePipeline sends, those of a level in the pipeline. */
type Level = 'Pipeline' | 'Stage' | 'Action';

/** What to listen to. */
interface Pattern {
  readonly level: Level;
  readonly detail: Record<string, unknown>;
}

/** What is told of which pipeline. */
interface Announcement extends PipelineEventRoute {
  readonly level: Level;
  readonly pipeline: codepipeline.IPipeline;
}

/** Says in words what happens to pipelines. One function for all pipelines of a stack. */
export class PipelineAnnouncer extends Construct {
  /** The key of the first who asks encrypts the function's log. */
  public static of(scope: Construct, encryptionKey?: kms.IKey): PipelineAnnouncer {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(PipelineAnnouncer.ID) as PipelineAnnouncer | undefined;
    return existing ?? new PipelineAnnouncer(stack, PipelineAnnouncer.ID, encryptionKey);
  }

  private static readonly ID = 'PipelineAnnouncer';

  private readonly work: HandlerFunction;
  /** One statement for all pipelines, and one for all topics: a policy has room for 6144 characters. */
  private readonly looks = new iam.PolicyStatement({ actions: ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions'] });
  private readonly tells = new iam.PolicyStatement({ actions: ['sns:Publish'] });
  private readonly keys = new Set<string>();

  private constructor(scope: Stack, id: string, encryptionKey?: kms.IKey) {
    super(scope, id);
    if (encryptionKey) { letLogGroupsUse(this, encryptionKey, WarningId.KEY_POLICY_NOT_CHANGED); }
    this.work = new HandlerFunction(this, 'Tell', {
      folder: 'pipeline-announcer',
      description: 'Tells people what happens to pipelines: approvals that wait, failures, rollbacks, releases.',
      whyNoDeadLetters: 'What is announced is news: it can be seen in the pipeline, and alarms tell of failures too.',
      statements: [this.looks],
      encryptionKey,
    });
  }

  /** Tells topics of the events of a rule from now on. */
  public tell(rule: events.Rule, topics: sns.ITopic[], { pipelineEvent, severity, level, pipeline }: Announcement): void {
    this.looks.addResources(pipeline.pipelineArn);
    this.allowToTell(topics);
    callFunction(rule, this.work.handler, {
      event: pipelineEvent,
      severity,
      topics: topics.map(({ topicArn }) => topicArn),
      pipeline: pipeline.pipelineName,
      pipelineArn: pipeline.pipelineArn,
      execution: events.EventField.fromPath('$.detail.execution-id'),
      time: events.EventField.time,
      ...level !== 'Pipeline' && { stage: events.EventField.fromPath('$.detail.stage') },
      ...level === 'Action' && { action: events.EventField.fromPath('$.detail.action') },
    });
  }

  private allowToTell(topics: sns.ITopic[]): void {
    if (this.tells.resources.length === 0) { this.work.allow(this.tells); }
    this.tells.addResources(...topics.map(({ topicArn }) => topicArn));
    const keys = [...new Set(topics.flatMap(({ masterKey }) => (masterKey ? [masterKey.keyArn] : [])))].filter((key) => !this.keys.has(key));
    keys.forEach((key) => this.keys.add(key));
    if (keys.length > 0) { this.work.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: keys })); }
  }
}

/** Has an event told to whoever hears of its severity; the scope gets the rule. Where that is a log alone, it takes no function. */
export function announce(scope: Construct, { pipelineEvent, severity }: PipelineEventRoute, plan: NotificationPlan): void {
  const { pipeline, alerts, productionStages } = plan;
  const { level, detail } = patternOf(pipelineEvent, productionStages);
  const rule = new events.Rule(scope, idOf(pipelineEvent), {
    description: `${pipelineEvent} of ${pipeline.node.path}, told as ${severity}`.slice(0, 512),
    eventPattern: {
      source: ['aws.codepipeline'],
      detailType: [`CodePipeline ${level} Execution State Change`],
      detail: { pipeline: [pipeline.pipelineName], ...detail },
    },
  });
  const topics = alerts._announce(rule, severity);
  if (topics.length === 0) { return; }
  PipelineAnnouncer.of(scope, alerts._routeOf(severity)._encryptionKey).tell(rule, topics, { pipelineEvent, severity, level, pipeline });
}

function patternOf(event: PipelineEvent, productionStages: string[]): Pattern {
  switch (event) {
    case PipelineEvent.APPROVAL_WAITING: return { level: 'Action', detail: { state: ['STARTED'], type: { category: ['Approval'] } } };
    case PipelineEvent.PRODUCTION_FAILED: return { level: 'Stage', detail: { state: ['FAILED'], stage: productionStages } };
    case PipelineEvent.STAGE_FAILED: return { level: 'Stage', detail: { state: ['FAILED'], stage: events.Match.anythingBut(...productionStages) } };
    // Only CodePipeline knows which of the executions that start are rollbacks.
    case PipelineEvent.ROLLBACK_BEGAN: return { level: 'Pipeline', detail: { state: ['STARTED'] } };
    case PipelineEvent.SUCCEEDED: return { level: 'Pipeline', detail: { state: ['SUCCEEDED'] } };
  }
}

/** Such as `ProductionFailed`. */
function idOf(event: PipelineEvent): string {
  return event.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}
