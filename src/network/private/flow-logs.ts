import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { FlowLogPlan } from './network-plan';
import { LogBucket } from '../../core/private/log-bucket';

const PREFIX = 'vpc-flow-logs';

/** Logs every connection of the network, accepted or rejected. */
export function addFlowLogs(scope: Construct, vpc: ec2.IVpc, plan: FlowLogPlan): void {
  const bucket = plan.bucket ?? LogBucket.of(scope);
  if (!plan.bucket) { LogBucket.keep(scope, PREFIX, plan.retention?.toDays()); }
  allowLogDelivery(scope, bucket);

  const flowLogs = new ec2.CfnFlowLog(scope, 'FlowLogs', {
    resourceType: 'VPC',
    resourceId: vpc.vpcId,
    trafficType: 'ALL',
    logDestinationType: 's3',
    logDestination: `${bucket.bucketArn}/${PREFIX}`,
  });
  // An imported bucket has a policy that is not ours.
  if (bucket.policy) { flowLogs.node.addDependency(bucket.policy); }
}

/**
 * Without these statements EC2 adds them itself when the flow log is created, and the next change of the bucket's policy
 * by CloudFormation removes them. The flow log construct adds them only behind a feature flag.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
function allowLogDelivery(scope: Construct, bucket: s3.IBucket): void {
  const { account, partition } = Stack.of(scope);
  const fromThisAccount = {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:*:${account}:*` },
  };
  const principals = [new iam.ServicePrincipal('delivery.logs.amazonaws.com')];

  bucket.addToResourcePolicy(new iam.PolicyStatement({
    principals,
    actions: ['s3:GetBucketAcl', 's3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: fromThisAccount,
  }));
  bucket.addToResourcePolicy(new iam.PolicyStatement({
    principals,
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`${PREFIX}/AWSLogs/${account}/*`)],
    conditions: {
      ...fromThisAccount,
      StringEquals: { ...fromThisAccount.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
    },
  }));
  bucket.encryptionKey?.addToResourcePolicy(new iam.PolicyStatement({
    principals,
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: fromThisAccount,
  }));
}
