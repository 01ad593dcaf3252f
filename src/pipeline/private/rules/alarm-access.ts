import { CfnResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';

/** What lets somebody see one alarm. */
export interface AlarmAccess {
  /** None when only access to all alarms will do. */
  readonly statement?: iam.PolicyStatement;
  /** Why that is so. */
  readonly reason: string;
}

/**
 * Composite alarms are shown only to those who may see all alarms. What an alarm from elsewhere is, its ARN does not tell.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export function alarmAccess(alarm: cloudwatch.IAlarm, actions: string[]): AlarmAccess {
  const resource = alarm.node.defaultChild;
  const isMetricAlarm = CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::CloudWatch::Alarm';
  return {
    statement: isMetricAlarm ? new iam.PolicyStatement({ actions, resources: [alarm.alarmArn] }) : undefined,
    reason: 'Amazon CloudWatch shows composite alarms only to those who may see all alarms.',
  };
}
