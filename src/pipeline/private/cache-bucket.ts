import { Duration, Names, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { closedBucket } from '../../core/private/closed-bucket';
import { LogBucket } from '../../core/private/log-bucket';

/** A build puts what it still uses here anew. */
const RETENTION = Duration.days(14);

/** One bucket per stack for what builds can get again. Created on first use; each project has a prefix of its own. */
export class CacheBucket extends Construct {
  /**
   * Lets a project keep its cache. The L2 would let it write the caches of all projects: a pull request could then put its own packages
   * into what is released.
   */
  public static letKeep(project: codebuild.Project, bucket: s3.IBucket = CacheBucket.of(project)): void {
    const prefix = Names.uniqueResourceName(project, { maxLength: 100, separator: '-' });
    const objects = bucket.arnForObjects(`${prefix}/*`);
    (project.node.defaultChild as codebuild.CfnProject).cache = { type: 'S3', location: `${bucket.bucketName}/${prefix}` };
    project.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], resources: [objects] }));
    project.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListBucket'], resources: [bucket.bucketArn] }));
    bucket.encryptionKey?.grantEncryptDecrypt(project);
    acknowledgeWildcards(project, [], [objects], 'CodeBuild makes up the keys of what it keeps; the prefix belongs to the one project.');
  }

  private static readonly ID = 'BuildCache';

  private static of(scope: IConstruct): s3.Bucket {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(CacheBucket.ID) as CacheBucket | undefined;
    return (existing ?? new CacheBucket(stack, CacheBucket.ID)).bucket;
  }

  public readonly bucket: s3.Bucket;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      ...closedBucket(),
      lifecycleRules: [{ expiration: RETENTION, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    LogBucket.logAccessTo(this.bucket, 'build-cache/');
  }
}
