import { Lazy, Names, Stack } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeLogRetention, GUARDRAIL, idOfChannel, letReadMetrics, LOG_RETENTION, requireOnlyConfiguration, requireSameName } from './chat-channel';
import { TeamsChannelOptions } from '../destination-options';

/** The configuration of one channel of Microsoft Teams; one in a stack, whoever posts to it. */
export class TeamsChannel extends Construct {
  public static of(router: Construct, options: TeamsChannelOptions): TeamsChannel {
    const stack = Stack.of(router);
    const id = idOfChannel(stack, 'Teams', options.channelId);
    const existing = stack.node.tryFindChild(id) as TeamsChannel | undefined;
    if (existing) {
      requireSameName(router, options, existing.configurationName, 'Teams');
      return existing;
    }
    requireOnlyConfiguration(router, id, options.channelId);
    return new TeamsChannel(stack, id, options);
  }

  private readonly configurationName: string;
  private readonly topics = new Set<string>();

  private constructor(scope: Stack, id: string, { tenantId, teamId, channelId, name }: TeamsChannelOptions) {
    super(scope, id);
    this.configurationName = name ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    const role = new iam.Role(this, 'Role', {
      description: 'What people in a channel of Microsoft Teams may do.',
      assumedBy: new iam.ServicePrincipal('chatbot.amazonaws.com'),
    });
    new chatbot.CfnMicrosoftTeamsChannelConfiguration(this, 'Configuration', {
      configurationName: this.configurationName,
      teamsTenantId: tenantId,
      teamId,
      teamsChannelId: channelId,
      iamRoleArn: role.roleArn,
      loggingLevel: chatbot.LoggingLevel.ERROR,
      guardrailPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(GUARDRAIL).managedPolicyArn],
      snsTopicArns: Lazy.list({ produce: () => [...this.topics] }),
    });
    new logs.LogRetention(this, 'LogRetention', {
      logGroupName: `/aws/chatbot/${this.configurationName}`, logGroupRegion: 'us-east-1', retention: LOG_RETENTION,
    });
    letReadMetrics(this, role);
    acknowledgeLogRetention(scope);
  }

  /** Posts what a topic says to the channel. */
  public listenTo(topic: sns.ITopic): void {
    this.topics.add(topic.topicArn);
  }
}
