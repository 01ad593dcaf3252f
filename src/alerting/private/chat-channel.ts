import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';
import { inputError, show } from '../../core/private/input-error';

/** What anybody in a channel may do at the most, whatever their role. AWS's own default is AdministratorAccess. */
export const GUARDRAIL = 'CloudWatchReadOnlyAccess';

/** Failed deliveries are looked into soon or not at all. */
export const LOG_RETENTION = logs.RetentionDays.THREE_MONTHS;

/** The one helper function of a stack that sets the retention of log groups, under CDK's own id. */
const LOG_RETENTION_HELPER = 'LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a';

/** What it takes to draw the graph under an alarm's message. */
const READ_METRICS = [
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'cloudwatch:GetMetricStatistics',
  'cloudwatch:GetMetricWidgetImage',
  'cloudwatch:ListMetrics',
];

/** An id that is as stable as the channel's. A token has none to show, but what it resolves to is the same each time. */
export function idOfChannel(stack: Stack, app: string, channelId: string): string {
  const known = Token.isUnresolved(channelId) ? JSON.stringify(stack.resolve(channelId)) : channelId;
  return `${app}Channel${known.replace(/\W/g, '')}`;
}

/** AWS refuses a second configuration of a channel in an account. */
export function requireOnlyConfiguration(router: Construct, id: string, channelId: string): void {
  const { account } = Stack.of(router);
  const other = router.node.root.node.findAll()
    .find((node) => node.node.id === id && Stack.isStack(node.node.scope) && node.node.scope.account === account);
  if (!other || Token.isUnresolved(account)) { return; }
  throw inputError(router, `'channelId' must belong to one stack of an account, got ${show(channelId)}, `
    + `which '${other.node.path}' configures already. Share one AlertRouter, or send this one's alerts to another channel`);
}

export function letReadMetrics(scope: Construct, role: iam.IRole): void {
  const policy = new iam.ManagedPolicy(scope, 'ReadMetrics', {
    roles: [role],
    statements: [new iam.PolicyStatement({ actions: READ_METRICS, resources: ['*'] })],
  });
  acknowledge(policy, { 'AwsSolutions-IAM5[Resource::*]': 'CloudWatch has no permissions for single metrics; these actions only read.' });
}

/** A channel has one configuration, and that has one name. */
export function requireSameName(router: Construct, { channelId, name }: { channelId: string; name?: string }, existing: string, app: string): void {
  if (name === undefined || name === existing) { return; }
  throw inputError(router, `'name' must be the same wherever the ${app} channel ${show(channelId)} is used, `
    + `got ${show(name)} after ${show(existing)}. A channel has one configuration: name it once`);
}

/** The log group is made by AWS, in us-east-1 whatever the stack's region: only CDK's helper function reaches it. */
export function acknowledgeLogRetention(stack: Stack): void {
  const helper = stack.node.tryFindChild(LOG_RETENTION_HELPER);
  if (!helper) { return; }
  const inlinePolicy = 'The policy is part of the helper that CDK makes to set the retention of a log group.';
  acknowledge(helper, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
      'The helper that CDK makes to set the retention of a log group writes logs of its own, and that is all the policy allows.',
    'AwsSolutions-IAM5[Resource::*]': 'The helper sets the retention of log groups that other constructs name, too; it cannot read or delete any.',
    'HIPAA.Security-IAMNoInlinePolicy': inlinePolicy,
    'NIST.800.53.R4-IAMNoInlinePolicy': inlinePolicy,
    'NIST.800.53.R5-IAMNoInlinePolicy': inlinePolicy,
    'PCI.DSS.321-IAMNoInlinePolicy': inlinePolicy,
  });
}
