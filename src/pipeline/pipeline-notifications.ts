import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { AlertRouter } from '../alerting';
import { Severity } from '../core';
import { resolveNotifications } from './private/notification-plan';
import { announce } from './private/pipeline-announcer';

/** What can happen to a pipeline that people want to hear of. */
export enum PipelineEvent {
  /** Somebody has to approve a release. */
  APPROVAL_WAITING = 'approval-waiting',
  /** A stage failed that real users meet, or the way back of one. */
  PRODUCTION_FAILED = 'production-failed',
  /** Any other stage failed; also when somebody rejected a release. */
  STAGE_FAILED = 'stage-failed',
  /** Something older is being released again, by CodePipeline itself or by somebody. */
  ROLLBACK_BEGAN = 'rollback-began',
  /** An execution went all the way. */
  SUCCEEDED = 'succeeded',
}

/** Who hears of an event. */
export interface PipelineEventRoute {
  /** What happened. Each event has one route. */
  readonly pipelineEvent: PipelineEvent;

  /** How urgent that is: the router knows who hears of it. */
  readonly severity: Severity;
}

/** Properties of `PipelineNotifications`. */
export interface PipelineNotificationsProps {
  /** Any pipeline in the account and region of the stack: of a `StandardPipeline` or of CDK Pipelines it is their `pipeline`. */
  readonly pipeline: codepipeline.IPipeline;

  /** Who hears. */
  readonly alerts: AlertRouter;

  /**
   * Which events are told, and how urgent they are.
   *
   * @default - an approval that waits, a rollback and a stage that failed as `WARNING`, production that failed as `CRITICAL` or, where
   * nobody hears of that, as `WARNING`
   */
  readonly events?: PipelineEventRoute[];

  /**
   * The stages that real users meet.
   *
   * @default ['Production']
   */
  readonly productionStages?: string[];
}

/**
 * Tells people what happens to a pipeline, in words: which commit, what failed and why, and where to look. E-mail, chats, text messages and
 * HTTPS all understand it; of a failure, PagerDuty and Opsgenie open an incident, which somebody has to close.
 *
 * One function tells for all pipelines of a stack. Events arrive where CodePipeline reports to EventBridge, in GovCloud and China too, at least
 * once and not in order: the same event twice has the same id.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export class PipelineNotifications extends Construct {
  constructor(scope: Construct, id: string, props: PipelineNotificationsProps) {
    super(scope, id);
    const plan = resolveNotifications(this, props);
    plan.routes.forEach((route) => announce(this, route, plan));
  }
}
