import { Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';
import { closedBucket } from './closed-bucket';

/** In days: logs of the infrastructure are worth their storage for one quarter. */
const RETENTION = 90;

/** In days: time to notice that somebody deleted or overwrote logs, and to bring them back. */
const UNDO = 7;

const LOGS_OF_LOGS = 'AwsSolutions-S1';

/**
 * One bucket per stack for what the infrastructure itself logs: load balancer access, VPC flows, access to other
 * buckets. Created on first use; each kind of log has a prefix of its own.
 */
export class LogBucket extends Construct {
  public static of(scope: IConstruct): s3.Bucket {
    return LogBucket.ofStack(scope).bucket;
  }

  /** Keeps the logs under a prefix for so many days; of several numbers, the largest counts. */
  public static keep(scope: IConstruct, prefix: string, days: number = RETENTION): void {
    const { retention } = LogBucket.ofStack(scope);
    retention.set(prefix, Math.max(days, retention.get(prefix) ?? 0));
  }

  /** Has the access to another bucket logged here. The L2 would use an access control list, which AWS advises against. */
  public static logAccessTo(bucket: s3.Bucket, prefix: string): void {
    const { bucket: logs, acknowledged } = LogBucket.ofStack(bucket);
    // cdk-nag knows where access logs go, and asks no more.
    delete acknowledged[LOGS_OF_LOGS];
    (bucket.node.defaultChild as s3.CfnBucket).loggingConfiguration = { destinationBucketName: logs.bucketName, logFilePrefix: prefix };
    logs.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [logs.arnForObjects(`${prefix}*`)],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account }, ArnLike: { 'aws:SourceArn': bucket.bucketArn } },
    }));
  }

  private static readonly ID = 'InfrastructureLogs';

  private static ofStack(scope: IConstruct): LogBucket {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(LogBucket.ID) as LogBucket | undefined;
    return existing ?? new LogBucket(stack, LogBucket.ID);
  }

  public readonly bucket: s3.Bucket;

  private readonly acknowledged: Record<string, string>;

  /** In days, of prefixes that somebody cares about. */
  private readonly retention = new Map<string, number>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      // Load balancers cannot write to a bucket that is encrypted with a customer-managed key.
      encryption: s3.BucketEncryption.S3_MANAGED,
      ...closedBucket(),
      versioned: true,
    });
    (this.bucket.node.defaultChild as s3.CfnBucket).lifecycleConfiguration = Lazy.any({ produce: () => ({ rules: this.lifecycleRules() }) });
    this.acknowledged = acknowledge(this.bucket, {
      [LOGS_OF_LOGS]: 'This is where access logs go; a log bucket that logs access to itself never stops growing.',
    });
  }

  /** Of the rules that match an object, the shortest counts: a rule for a prefix cannot keep anything longer than that of the bucket. */
  private lifecycleRules(): s3.CfnBucket.RuleProperty[] {
    const longest = Math.max(RETENTION, ...this.retention.values());
    const shorter = [...this.retention].filter(([, days]) => days < longest);
    return [
      { status: 'Enabled', expirationInDays: longest, noncurrentVersionExpiration: { noncurrentDays: UNDO } },
      ...shorter.map(([prefix, days]) => ({ status: 'Enabled', prefix: `${prefix}/`, expirationInDays: days })),
    ];
  }
}
