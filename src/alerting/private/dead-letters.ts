import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { letTopicsUse } from './cloudwatch-grants';
import { acknowledge } from '../../core/private/acknowledge';

/** As long as SQS keeps anything. */
const RETENTION = Duration.days(14);

const ID = 'DeadLetters';

/** The queue of a router's alerts that could not be delivered, if there is one yet. */
export function existingDeadLetters(router: Construct): sqs.Queue | undefined {
  return router.node.tryFindChild(ID) as sqs.Queue | undefined;
}

/** Keeps what a router's topics cannot deliver, and what its function gives up. One for each router; it costs nothing while it is empty. */
export function deadLettersOf(router: Construct, encryptionKey?: kms.IKey): sqs.Queue {
  const existing = existingDeadLetters(router);
  if (existing) { return existing; }
  if (encryptionKey) { letTopicsUse(router, encryptionKey); }
  return new sqs.Queue(router, ID, {
    encryption: encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
    retentionPeriod: RETENTION,
  });
}

/** Tools know a dead-letter queue by the queue that sends there; here that may be subscriptions alone. */
export function acknowledgeDeadLetters(router: Construct): void {
  const queue = existingDeadLetters(router);
  if (queue) { acknowledge(queue, { 'AwsSolutions-SQS3': 'This is the dead-letter queue, of the subscriptions of a topic.' }); }
}
