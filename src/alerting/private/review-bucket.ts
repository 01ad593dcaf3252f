import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { closedBucket } from '../../core/private/closed-bucket';
import { LogBucket } from '../../core/private/log-bucket';

/** Time to notice that somebody overwrote a review. */
const UNDO = Duration.days(90);

/** The bucket of the reviews. */
export function makeReviewBucket(scope: Construct, id: string, keepFor: Duration, encryptionKey?: kms.IKey): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    ...encryptionKey
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED },
    ...closedBucket(),
    versioned: true,
    lifecycleRules: [{ expiration: keepFor, noncurrentVersionExpiration: UNDO, abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  LogBucket.logAccessTo(bucket, `reviews-access/${scope.node.addr.slice(-8)}/`);
  return bucket;
}
