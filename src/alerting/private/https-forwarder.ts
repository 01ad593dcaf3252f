import * as path from 'path';
import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { letLogGroupsUse } from './cloudwatch-grants';
import { deadLettersOf } from './dead-letters';
import { Severity } from '../../core';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeInPacks, acknowledgeInlinePolicy } from '../../core/private/acknowledge-in-packs';
import { inputError } from '../../core/private/input-error';
import { VERSIONS } from '../../core/private/versions';
import { AlertRoute } from '../alert-route';

const HANDLER = path.join(__dirname, '../../../handlers/alert-destinations');

/** The settings of all are in the environment of one function, which may be 4 KB large. */
const MOST_DESTINATIONS = 6;

const TIMEOUT = Duration.minutes(1);

/** With the pauses that the function makes, this is for six hours. */
const TRIES = 30;

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
  private readonly role: iam.Role;
  private readonly function: lambda.Function;
  private readonly deadLetters: sqs.Queue;
  private readonly destinations = new Map<string, ForwardedDestination>();
  private readonly severities = new Map<sns.ITopic, Severity>();

  private constructor(router: Construct, id: string, private readonly encryptionKey?: kms.IKey) {
    super(router, id);
    this.router = router;
    this.deadLetters = deadLettersOf(router, encryptionKey);
    if (encryptionKey) { letLogGroupsUse(router, encryptionKey); }
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.THREE_MONTHS,
      // Why an alert did not arrive is asked for after incidents.
      removalPolicy: RemovalPolicy.RETAIN,
      encryptionKey,
    });
    this.role = buildRole(this, logGroup);
    letSend(this.role, this.deadLetters, encryptionKey);
    this.function = this.buildFunction(logGroup);
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
    queue.grantConsumeMessages(this.role);
    settings.secret?.grantRead(this.role);
    settings.authorization?.grantRead(this.role);
    new lambda.EventSourceMapping(this, `${id}Source`, {
      target: this.function, eventSourceArn: queue.queueArn, batchSize: 10, reportBatchItemFailures: true,
    });
    const destination = { queue, settings, topics: new Set<sns.ITopic>() };
    this.destinations.set(id, destination);
    this.queues.push(queue);
    return destination;
  }

  private buildFunction(logGroup: logs.ILogGroup): lambda.Function {
    const json = (produce: () => object) => Lazy.string({ produce: () => Stack.of(this).toJsonString(produce()) });
    const handler = new lambda.Function(this, 'Function', {
      description: `Posts alerts of ${this.router.node.path} by HTTPS.`,
      runtime: new lambda.Runtime(VERSIONS.lambdaRuntime.value, lambda.RuntimeFamily.NODEJS),
      handler: 'index.handler',
      code: lambda.Code.fromAsset(HANDLER),
      role: this.role,
      logGroup,
      memorySize: 256,
      timeout: TIMEOUT,
      environment: {
        DESTINATIONS: json(() => [...this.destinations.values()].map(({ queue, settings: { secret, authorization, ...texts } }) => ({
          queue: queue.queueArn, secret: secret?.secretArn, authorization: authorization?.secretArn, ...texts,
        }))),
        TOPICS: json(() => [...this.severities].map(([topic, severity]) => ({ topic: topic.topicArn, severity }))),
        DEAD_LETTER_QUEUE: this.deadLetters.queueUrl,
      },
    });
    acknowledgeInPacks(handler, {
      LambdaDLQ: 'Queues call it: what it cannot do stays there, and goes to the dead-letter queue of the queue.',
      LambdaConcurrency: 'Alarms are few; a share of the concurrency of the account would be lost to all others.',
      LambdaInsideVPC: 'It calls services on the internet and nothing in a VPC.',
    });
    return handler;
  }
}

/** What the L2 grants encrypts and re-encrypts whatever there is; this is what it takes. */
function letSend(role: iam.Role, queue: sqs.IQueue, encryptionKey?: kms.IKey): void {
  role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
  if (encryptionKey) { role.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] })); }
}

function buildRole(scope: Construct, logGroup: logs.ILogGroup): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    description: 'Posts alerts by HTTPS.',
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
  acknowledgeInlinePolicy(role);
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]': 'Composite alarms cannot be read with less, and it only reads.',
  });
  return role;
}
