import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { letLogGroupsUse } from './cloudwatch-grants';
import { deadLettersOf } from './dead-letters';
import { Severity } from '../../core';
import { acknowledge } from '../../core/private/acknowledge';
import { HandlerFunction } from '../../core/private/handler-function';
import { inputError } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';

/** The settings of all are in the environment of one function, which may be 4 KB large. */
const MOST_DESTINATIONS = 6;

/** With the pauses that the function makes, this is for six hours. */
const TRIES = 30;

/** To take messages, and to let one rest between two tries. */
const CONSUME = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];

/** What the function has to know of a destination. */
export interface HttpsSettings {
  readonly kind: 'pagerDuty' | 'opsgenie' | 'webhook';
  readonly url?: string;
  readonly secret?: secretsmanager.ISecret;
  readonly field?: string;
  readonly authorization?: secretsmanager.ISecret;
  readonly authorizationField?: string;
  readonly component?: string;
}

/** A destination, with those who tell it something. */
interface ForwardedDestination {
  readonly queue: sqs.Queue;
  readonly settings: HttpsSettings;
  readonly topics: Set<sns.ITopic>;
}

/**
 * Posts alerts by HTTPS: one function for each router, and a queue for each destination, so that one that does not answer
 * holds up no other, and none hears twice because another did not.
 */
export class HttpsForwarder extends Construct {
  public static of(router: Construct, encryptionKey?: kms.IKey): HttpsForwarder {
    return HttpsForwarder.existing(router) ?? new HttpsForwarder(router, HttpsForwarder.ID, encryptionKey);
  }

  public static existing(router: Construct): HttpsForwarder | undefined {
    return router.node.tryFindChild(HttpsForwarder.ID) as HttpsForwarder | undefined;
  }

  private static readonly ID = 'Https';

  /** One for each destination. */
  public readonly queues: sqs.Queue[] = [];

  private readonly router: Construct;
  private readonly post: HandlerFunction;
  private readonly deadLetters: sqs.Queue;
  private readonly destinations = new Map<string, ForwardedDestination>();
  private readonly severities = new Map<sns.ITopic, Severity>();

  private constructor(router: Construct, id: string, private readonly encryptionKey?: kms.IKey) {
    super(router, id);
    this.router = router;
    this.deadLetters = deadLettersOf(router, encryptionKey);
    if (encryptionKey) { letLogGroupsUse(router, encryptionKey); }
    this.post = this.buildPost();
  }

  /** Sends what a route has to tell to a destination, too. */
  public forward(route: AlertRoute, id: string, settings: HttpsSettings): void {
    const { queue, topics } = this.destinations.get(id) ?? this.add(id, settings);
    this.severities.set(route.topic, route.severity);
    if (topics.has(route.topic)) { return; }
    topics.add(route.topic);
    route.topic.addSubscription(new SqsSubscription(queue, { deadLetterQueue: this.deadLetters }));
  }

  private add(id: string, settings: HttpsSettings): ForwardedDestination {
    if (this.destinations.size >= MOST_DESTINATIONS) {
      throw inputError(this.router, `'critical', 'warning' and 'informational' must have at most ${MOST_DESTINATIONS} different destinations by HTTPS, `
        + `got ${MOST_DESTINATIONS + 1}. Use a second router, or let one destination hand on to others`);
    }
    const queue = new sqs.Queue(this, id, {
      encryption: this.encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
      encryptionMasterKey: this.encryptionKey,
      enforceSSL: true,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: TRIES },
      // AWS advises six times the timeout of the function.
      visibilityTimeout: Duration.minutes(6),
    });
    this.post.allow(new iam.PolicyStatement({ actions: CONSUME, resources: [queue.queueArn] }));
    settings.secret?.grantRead(this.post.policy);
    settings.authorization?.grantRead(this.post.policy);
    const source = new lambda.EventSourceMapping(this, `${id}Source`, {
      target: this.post.handler, eventSourceArn: queue.queueArn, batchSize: 10, reportBatchItemFailures: true,
    });
    // Lambda checks at once whether the function may read the queue.
    source.node.addDependency(this.post.policy);
    const destination = { queue, settings, topics: new Set<sns.ITopic>() };
    this.destinations.set(id, destination);
    this.queues.push(queue);
    return destination;
  }

  private buildPost(): HandlerFunction {
    const json = (produce: () => object) => Lazy.string({ produce: () => Stack.of(this).toJsonString(produce()) });
    const post = new HandlerFunction(this, 'Post', {
      folder: 'alert-destinations',
      description: `Posts alerts of ${this.router.node.path} by HTTPS.`,
      encryptionKey: this.encryptionKey,
      statements: this.statements(),
      environment: {
        DESTINATIONS: json(() => [...this.destinations.values()].map(({ queue, settings: { secret, authorization, ...texts } }) => ({
          queue: queue.queueArn, secret: secret?.secretArn, authorization: authorization?.secretArn, ...texts,
        }))),
        TOPICS: json(() => [...this.severities].map(([topic, severity]) => ({ topic: topic.topicArn, severity }))),
        DEAD_LETTER_QUEUE: this.deadLetters.queueUrl,
      },
      whyNoDeadLetters: 'Queues call it: what it cannot do stays there, and goes to the dead-letter queue of the queue.',
    });
    acknowledge(post.policy, { 'AwsSolutions-IAM5[Resource::*]': 'Composite alarms cannot be read with less, and it only reads.' });
    return post;
  }
  private statements(): iam.PolicyStatement[] {
    const { deadLetters, encryptionKey } = this;
    return [
      new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
      new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
      ...encryptionKey ? [new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] })] : [],
    ];
  }
}
