import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';

/** Logs of the infrastructure are worth their storage for one quarter. */
const RETENTION = Duration.days(90);

/**
 * One bucket per stack for what the infrastructure itself logs: load balancer access, VPC flows, access to other
 * buckets. Created on first use; each kind of log has a prefix of its own.
 */
export class LogBucket extends Construct {
  public static of(scope: IConstruct): s3.Bucket {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(LogBucket.ID) as LogBucket | undefined;
    return (existing ?? new LogBucket(stack, LogBucket.ID)).bucket;
  }

  /** Has the access to another bucket logged here. The L2 would use an access control list, which AWS advises against. */
  public static logAccessTo(bucket: s3.Bucket, prefix: string): void {
    const logs = LogBucket.of(bucket);
    (bucket.node.defaultChild as s3.CfnBucket).loggingConfiguration = { destinationBucketName: logs.bucketName, logFilePrefix: prefix };
    logs.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [logs.arnForObjects(`${prefix}*`)],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account }, ArnLike: { 'aws:SourceArn': bucket.bucketArn } },
    }));
  }

  private static readonly ID = 'InfrastructureLogs';

  public readonly bucket: s3.Bucket;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      // Load balancers cannot write to a bucket that is encrypted with a customer-managed key.
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: RETENTION }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1': 'This is where access logs go; a log bucket that logs access to itself never stops growing.',
    });
  }
}
