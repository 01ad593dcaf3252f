import { Names, Stack, Token } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';
import { inputError, show } from '../../core/private/input-error';
import { SlackChannelOptions } from '../destination';

/** Failed deliveries are looked into soon or not at all. */
const LOG_RETENTION = logs.RetentionDays.THREE_MONTHS;

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

/**
 * The configuration of one Slack channel. AWS refuses a second one for the same channel in an account, so there is one
 * in a stack, whoever posts to it.
 */
export class SlackChannel extends Construct {
  public static of(router: Construct, options: SlackChannelOptions): SlackChannel {
    const stack = Stack.of(router);
    const id = idOf(stack, options.channelId);
    const existing = stack.node.tryFindChild(id) as SlackChannel | undefined;
    if (existing) { return existing.requireSameName(router, options); }
    requireOnlyConfiguration(router, id, options);
    return new SlackChannel(stack, id, options);
  }

  private readonly configuration: chatbot.SlackChannelConfiguration;
  private readonly topics = new Set<string>();

  private constructor(scope: Stack, id: string, options: SlackChannelOptions) {
    super(scope, id);
    this.configuration = new chatbot.SlackChannelConfiguration(this, 'Configuration', {
      slackChannelConfigurationName: options.name ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      slackWorkspaceId: options.workspaceId,
      slackChannelId: options.channelId,
      loggingLevel: chatbot.LoggingLevel.ERROR,
      logRetention: LOG_RETENTION,
      // The default guardrail is AdministratorAccess.
      guardrailPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
    });
    letReadMetrics(this, this.configuration.role!);
    acknowledgeLogRetention(scope);
  }

  /** Posts what a topic says to the channel. */
  public listenTo(topic: sns.ITopic): void {
    if (this.topics.has(topic.topicArn)) { return; }
    this.topics.add(topic.topicArn);
    this.configuration.addNotificationTopic(topic);
  }

  private requireSameName(router: Construct, { channelId, name }: SlackChannelOptions): this {
    const existing = this.configuration.slackChannelConfigurationName;
    if (name === undefined || name === existing) { return this; }
    throw inputError(router, `'name' must be the same wherever the Slack channel ${show(channelId)} is used, `
      + `got ${show(name)} after ${show(existing)}. A channel has one configuration: name it once`);
  }
}

/** An id that is as stable as the channel's. A token has none to show, but what it resolves to is the same each time. */
function idOf(stack: Stack, channelId: string): string {
  const known = Token.isUnresolved(channelId) ? JSON.stringify(stack.resolve(channelId)).replace(/\W/g, '') : channelId;
  return `SlackChannel${known}`;
}

function requireOnlyConfiguration(router: Construct, id: string, { channelId }: SlackChannelOptions): void {
  const { account } = Stack.of(router);
  const other = router.node.root.node.findAll()
    .find((node) => node.node.id === id && Stack.isStack(node.node.scope) && node.node.scope.account === account);
  if (!other || Token.isUnresolved(account)) { return; }
  throw inputError(router, `'channelId' must belong to one stack of an account, got ${show(channelId)}, `
    + `which '${other.node.path}' configures already. Share one AlertRouter, or send this one's alerts to another channel`);
}

function letReadMetrics(scope: Construct, role: iam.IRole): void {
  const policy = new iam.ManagedPolicy(scope, 'ReadMetrics', {
    roles: [role],
    statements: [new iam.PolicyStatement({ actions: READ_METRICS, resources: ['*'] })],
  });
  acknowledge(policy, { 'AwsSolutions-IAM5[Resource::*]': 'CloudWatch has no permissions for single metrics; these actions only read.' });
}

/** The log group is made by AWS, in us-east-1 whatever the stack's region: only CDK's helper function reaches it. */
function acknowledgeLogRetention(stack: Stack): void {
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
