import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { MAX_RECEIVES } from './alarm-events';
import { acknowledgeAnyAlarm, anyAlarm } from './repeat-function';
import { ReviewPlan } from './review-plan';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { HandlerFunction } from '../../core/private/handler-function';

/** CloudTrail answers two questions a second. */
export const REVIEW_TIMEOUT = Duration.minutes(2);

/** The handler knows it, too. */
const PREFIX = 'reviews/';

export interface ReviewFunctionProps extends ReviewPlan {
  readonly bucket: s3.IBucket;
  readonly encryptionKey?: kms.IKey;
}

/** The function that drafts reviews. */
export class ReviewFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, props: ReviewFunctionProps) {
    super(scope, id, {
      folder: 'incident-review',
      description: 'Drafts the review of an incident when its alarm is over.',
      environment: {
        BUCKET: props.bucket.bucketName,
        JOIN_WITHIN_MINUTES: String(props.joinWithin.toMinutes()),
        CHANGES_BEFORE_MINUTES: String(props.changesBefore.toMinutes()),
        OPS_ITEMS: String(props.opsItems),
        MAX_RECEIVES: String(MAX_RECEIVES),
      },
      timeout: REVIEW_TIMEOUT,
      encryptionKey: props.encryptionKey,
      whyNoDeadLetters: 'A queue calls it, and that queue has a queue of dead letters.',
    });
    letLookBack(this, props.opsItems);
    letWrite(this, props.bucket);
  }
}

function letLookBack(work: HandlerFunction, opsItems: boolean): void {
  const alarms = anyAlarm(work);
  work.allow(
    new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarmHistory'], resources: [alarms] }),
    new iam.PolicyStatement({
      actions: ['cloudwatch:DescribeAlarms', 'cloudtrail:LookupEvents', ...opsItems ? ['ssm:CreateOpsItem'] : []], resources: ['*'],
    }),
  );
  acknowledgeAnyAlarm(work, alarms);
  acknowledge(work.policy, {
    'AwsSolutions-IAM5[Resource::*]': 'Composite alarms, the events of CloudTrail and OpsItems that do not exist yet have no permissions for single resources.',
  });
}

/** Not the grant of the bucket, which writes into a policy of the role itself. */
function letWrite(work: HandlerFunction, bucket: s3.IBucket): void {
  const objects = bucket.arnForObjects(`${PREFIX}*`);
  work.allow(new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [objects] }));
  acknowledgeWildcards(work.policy, [], [objects], 'Reviews are named by incidents that have not happened yet.');
  if (!bucket.encryptionKey) { return; }
  work.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [bucket.encryptionKey.keyArn] }));
}
