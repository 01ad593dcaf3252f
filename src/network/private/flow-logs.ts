import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LogBucket } from '../../core/private/log-bucket';

const PREFIX = 'vpc-flow-logs';

/** Logs every connection of the network, accepted or rejected. */
export function addFlowLogs(scope: Construct, vpc: ec2.IVpc): void {
  const bucket = LogBucket.of(scope);
  allowLogDelivery(scope, bucket);

  const flowLogs = new ec2.CfnFlowLog(scope, 'FlowLogs', {
    resourceType: 'VPC',
    resourceId: vpc.vpcId,
    trafficType: 'ALL',
    logDestinationType: 's3',
    logDestination: `${bucket.bucketArn}/${PREFIX}`,
  });
  flowLogs.node.addDependency(bucket.policy!);
}

/**
 * Without these statements EC2 adds them itself when the flow log is created, and the next change of the bucket's policy
 * by CloudFormation removes them. The flow log construct adds them only behind a feature flag.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
function allowLogDelivery(scope: Construct, bucket: s3.Bucket): void {
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
}
