import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DoraPlan } from './dora-plan';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { buildEventQueue, EventQueue } from '../../core/private/event-queue';
import { HandlerFunction } from '../../core/private/handler-function';
import { letLogGroupsUse, letRulesUse } from '../../core/private/log-key';
import { WarningId } from '../../core/private/warning-ids';

/** A page of the history of a pipeline takes some 150 calls. */
const TIMEOUT = Duration.minutes(2);

/** While DynamoDB or CodePipeline refuse for an hour, nothing is given up. */
const MAX_RECEIVES = 10;

/** What happens to a service in a minute is reduced and published once. */
const PUBLISH_AFTER = Duration.minutes(1);

/** In days; each is a dimension of the gauges. */
export const WINDOWS = [7, 28, 90];

/** Where facts are kept. */
export function buildTable(scope: Construct, encryptionKey?: kms.IKey): dynamodb.Table {
  return new dynamodb.Table(scope, 'Facts', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.DEFAULT,
    encryptionKey,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** What reads events and makes metrics of them. */
export interface Collector extends EventQueue {
  readonly work: HandlerFunction;
}

/** The function, its queues and all it may do without knowing a pipeline. */
export function buildCollector(scope: Construct, table: dynamodb.Table, plan: DoraPlan): Collector {
  const { encryptionKey, exportBucket } = plan;
  if (encryptionKey) {
    letLogGroupsUse(scope, encryptionKey, WarningId.DELIVERY_KEY_POLICY_NOT_CHANGED);
    letRulesUse(scope, encryptionKey, WarningId.DELIVERY_KEY_POLICY_NOT_CHANGED);
  }
  const work = new HandlerFunction(scope, 'Collector', {
    folder: 'delivery-metrics',
    description: `Measures how software is delivered, for ${scope.node.path}`.slice(0, 256),
    timeout: TIMEOUT,
    encryptionKey,
    whyNoDeadLetters: 'A queue calls it, and that queue has a queue of dead letters.',
  });
  const queues = buildEventQueue(scope, {
    work, timeout: TIMEOUT, maxReceives: MAX_RECEIVES, encryptionKey, batchSize: 100, batchingWindow: Duration.seconds(5), maxConcurrency: 5,
  });
  work.handler.addEnvironment('SETTINGS', Stack.of(scope).toJsonString(settingsOf(plan, table, queues)));
  work.allow(
    new iam.PolicyStatement({ actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:Query'], resources: [table.tableArn] }),
    new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queues.queue.queueArn, queues.deadLetterQueue.queueArn] }),
  );
  if (encryptionKey) { work.allow(new iam.PolicyStatement({ actions: ['kms:Encrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] })); }
  if (exportBucket) { allowExport(work, exportBucket); }
  return { work, ...queues };
}

/** Not by a grant of the bucket, which the AWS CDK writes into a policy of the role itself. */
function allowExport(work: HandlerFunction, bucket: s3.IBucket): void {
  const objects = bucket.arnForObjects('delivery-metrics/*');
  work.allow(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [objects] }));
  acknowledgeWildcards(work.policy, [], [objects], 'There is an object for each service and day.');
  if (!bucket.encryptionKey) { return; }
  work.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [bucket.encryptionKey.keyArn] }));
}

/** What the function reads of it all. */
export function settingsOf(plan: DoraPlan, table: dynamodb.ITable, queues?: EventQueue): object {
  return {
    table: table.tableName,
    queue: queues?.queue.queueUrl,
    deadLetterQueue: queues?.deadLetterQueue.queueUrl,
    retentionDays: plan.retention.toDays(),
    metricNamespace: plan.metricNamespace,
    windows: WINDOWS,
    minimumSamples: plan.minimumSamples,
    bands: plan.bands._limits(),
    rules: {
      attributionWindow: plan.attributionWindow.toMilliseconds(),
      reworkBranches: plan.reworkBranches,
      revertsAreRework: plan.revertsAreRework,
      failureClock: plan.failureClock,
    },
    publishAfterSeconds: PUBLISH_AFTER.toSeconds(),
    exportBucket: plan.exportBucket?.bucketName,
  };
}
