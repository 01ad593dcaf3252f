import { Names, Stack } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeLogRetention, GUARDRAIL, idOfChannel, letReadMetrics, LOG_RETENTION, requireOnlyConfiguration, requireSameName } from './chat-channel';
import { SlackChannelOptions } from '../destination-options';

/**
 * The configuration of one Slack channel. AWS refuses a second one for the same channel in an account, so there is one
 * in a stack, whoever posts to it.
 */
export class SlackChannel extends Construct {
  public static of(router: Construct, options: SlackChannelOptions): SlackChannel {
    const stack = Stack.of(router);
    const id = idOfChannel(stack, 'Slack', options.channelId);
    const existing = stack.node.tryFindChild(id) as SlackChannel | undefined;
    if (existing) {
      requireSameName(router, options, existing.configuration.slackChannelConfigurationName, 'Slack');
      return existing;
    }
    requireOnlyConfiguration(router, id, options.channelId);
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
      guardrailPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(GUARDRAIL)],
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
}
