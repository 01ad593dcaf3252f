import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HandlerFunction } from './handler-function';

/** Time to look into what a function could not take. The longest that there is. */
const KEEP_DEAD_LETTERS = Duration.days(14);

/** How events get from rules to a function. */
export interface EventQueueProps {
  readonly work: HandlerFunction;
  /** How long one call may take. */
  readonly timeout: Duration;
  /** How often the function may fail at a message before it is a dead letter. */
  readonly maxReceives: number;
  /** It has to let EventBridge use it. */
  readonly encryptionKey?: kms.IKey;
  /** Messages for one call. By default ten. */
  readonly batchSize?: number;
  /** How long a call may wait for more messages; beyond ten of them it must. */
  readonly batchingWindow?: Duration;
  /** How many calls there may be at a time. By default as many as Lambda likes. */
  readonly maxConcurrency?: number;
}

/** A queue from which a function takes events, and one for what it could not take. */
export interface EventQueue {
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** Makes the queues, `Queue` and `DeadLetters`, and feeds the function from them. Any rule of the account may send to the queue. */
export function buildEventQueue(scope: Construct, props: EventQueueProps): EventQueue {
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetters', { ...safe(props.encryptionKey), retentionPeriod: KEEP_DEAD_LETTERS });
  const queue = new sqs.Queue(scope, 'Queue', {
    ...safe(props.encryptionKey),
    // As AWS advises: nobody else gets what a function that is still at work, or throttled, has got.
    visibilityTimeout: Duration.seconds(6 * props.timeout.toSeconds()),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.maxReceives },
  });
  letRulesSend(scope, queue);
  feed(scope, queue, props);
  return { queue, deadLetterQueue };
}

function safe(encryptionKey?: kms.IKey): sqs.QueueProps {
  return encryptionKey
    ? { enforceSSL: true, encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
    : { enforceSSL: true, encryption: sqs.QueueEncryption.SQS_MANAGED };
}

/** Any rule of the account: some are in stacks of what they watch, and naming them here would make the stacks depend on each other. */
function letRulesSend(scope: Construct, queue: sqs.Queue): void {
  const stack = Stack.of(scope);
  queue.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' }) },
    },
  }));
}

function feed(scope: Construct, queue: sqs.Queue, props: EventQueueProps): void {
  const { work: { handler, policy }, encryptionKey, batchSize = 10, batchingWindow, maxConcurrency } = props;
  policy.addStatements(new iam.PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], resources: [queue.queueArn],
  }));
  if (encryptionKey) { policy.addStatements(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn] })); }
  const mapping = new lambda.EventSourceMapping(scope, 'Feed', {
    target: handler, eventSourceArn: queue.queueArn, batchSize, maxBatchingWindow: batchingWindow, maxConcurrency, reportBatchItemFailures: true,
  });
  // Lambda checks at once whether the function may read the queue.
  mapping.node.addDependency(policy);
}
