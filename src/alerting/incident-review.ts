import { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import type { AlertRouter } from './alert-router';
import { CostEstimate, Severity } from '../core';
import { AlarmEvents } from './private/alarm-events';
import { letLogGroupsUse } from './private/cloudwatch-grants';
import { requireRouter } from './private/escalation-plan';
import { makeReviewBucket } from './private/review-bucket';
import { ReviewFunction, REVIEW_TIMEOUT } from './private/review-function';
import { resolveReviews } from './private/review-plan';
import { costLine, costOfAlarms } from '../core/private/alarm-cost';

/** Properties of an `IncidentReview`. */
export interface IncidentReviewProps {
  /** Whose critical alarms are reviewed, those routed later too. */
  readonly alerts: AlertRouter;

  /**
   * An alarm that goes off again within this time after it was over continues the same incident: whole minutes, 0 to
   * 1,440.
   *
   * @default Duration.minutes(30)
   */
  readonly joinWithin?: Duration;

  /**
   * How long before the alarm the review looks for deployments and other changes: whole minutes, 0 to 1,440.
   *
   * @default Duration.hours(1)
   */
  readonly changesBefore?: Duration;

  /**
   * How long reviews are kept in the bucket that this construct makes: whole days, 1 to 3,650.
   *
   * @default Duration.days(1095)
   */
  readonly keepFor?: Duration;

  /**
   * Where the reviews go, below `reviews/`. A bucket of yours is left as it is: its key has to let the account use it,
   * and how long it keeps reviews is its own affair.
   *
   * @default - a bucket that is encrypted (with the key of the router, if it has one), versioned, closed to the public,
   * readable over TLS only, and retained when the stack is deleted
   */
  readonly bucket?: s3.IBucket;

  /**
   * Whether each incident also gets an item in the OpsCenter of AWS Systems Manager, about 0.003 USD each.
   *
   * @default true
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter.html
   */
  readonly opsItems?: boolean;
}

/**
 * Drafts a review when a critical alarm is over: what happened when, which deployments and other changes came before,
 * and the questions to answer. People complete the draft; it is never overwritten.
 *
 * Each incident has two files below `reviews/`: `review.md`, written once, and `timeline.md`, kept up to date while the
 * alarm comes and goes.
 */
export class IncidentReview extends Construct {
  /** Where the reviews are. */
  public readonly bucket: s3.IBucket;

  /** Changes of state that could not be handled, for 14 days. An alarm tells those who hear of warnings. */
  public readonly deadLetterQueue: sqs.IQueue;

  private readonly alarm: IConstruct;

  constructor(scope: Construct, id: string, props: IncidentReviewProps) {
    super(scope, id);
    const plan = resolveReviews(this, props);
    const encryptionKey = requireRouter(this, props.alerts)._routeOf(Severity.CRITICAL)._encryptionKey;
    if (encryptionKey) { letLogGroupsUse(this, encryptionKey); }

    this.bucket = props.bucket ?? makeReviewBucket(this, 'Bucket', plan.keepFor, encryptionKey);
    const work = new ReviewFunction(this, 'Draft', { ...plan, bucket: this.bucket, encryptionKey });
    const events = new AlarmEvents(this, 'Events', { alerts: props.alerts, states: ['OK'], work, timeout: REVIEW_TIMEOUT, encryptionKey });
    this.deadLetterQueue = events.deadLetterQueue;
    this.alarm = events.alarm;
  }

  /** What it adds to the bill each month: its alarm, and the polls of its queue. Storage and items of OpsCenter depend on how much goes wrong. */
  public costEstimate(): CostEstimate {
    return CostEstimate.total([costOfAlarms([this.alarm]), new CostEstimate([costLine('polledQueue', 1)])]);
  }
}
