import { Duration, PhysicalName, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { closedBucket } from '../../core/private/closed-bucket';
import { LogBucket } from '../../core/private/log-bucket';

/**
 * The pipeline's own bucket: the one that CDK would make keeps everything for ever and costs a key.
 *
 * It has a key of its own only when other accounts read from it, which they cannot with a key of Amazon S3.
 */
export function buildArtifactBucket(scope: Construct, retention: Duration, readers: string[] = []): s3.Bucket {
  const encryptionKey = readers.length > 0 ? buildKey(scope) : undefined;
  const bucket = new s3.Bucket(scope, 'Artifacts', {
    // Roles in stacks of other accounts have to know it by name.
    bucketName: encryptionKey && PhysicalName.GENERATE_IF_NEEDED,
    encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
    encryptionKey,
    bucketKeyEnabled: encryptionKey && true,
    ...closedBucket(),
    versioned: true,
    lifecycleRules: [{
      expiration: retention,
      noncurrentVersionExpiration: retention,
      abortIncompleteMultipartUploadAfter: Duration.days(7),
    }],
  });
  readers.forEach((account) => bucket.grantRead(new iam.AccountPrincipal(account)));
  LogBucket.logAccessTo(bucket, `pipeline-artifacts/${scope.node.path}/`);
  return bucket;
}

function buildKey(scope: Construct): kms.Key {
  return new kms.Key(scope, 'ArtifactsKey', {
    description: `Artifacts of the pipeline ${scope.node.path}, which other accounts read`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
