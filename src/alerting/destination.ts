import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertRoute } from './alert-route';
import { EmailDestination } from './private/email-destination';
import { LogGroupDestination } from './private/log-group-destination';
import { SlackChannelDestination } from './private/slack-channel-destination';
import { SnsTopicDestination } from './private/sns-topic-destination';

/**
 * Where alerts of one severity go. `Destination` makes the common ones; implement this interface for others, in any
 * language.
 */
export interface IDestination {
  /**
   * Called once by the router for each severity that lists this destination.
   *
   * Subscribe to `route.topic`, add a topic that exists with `route.addTopic()`, or match `route.alarmArns` in an
   * EventBridge rule.
   *
   * @param scope where the destination may create what it needs; one scope for each severity
   * @param route what there is to hear of this severity
   */
  bind(scope: Construct, route: AlertRoute): void;
}

/** A Slack channel that alerts are posted to. */
export interface SlackChannelOptions {
  /**
   * The id of the Slack workspace, such as `T01234ABCDE`.
   *
   * A person has to authorize AWS in the workspace once per account, in the console of Amazon Q Developer in chat
   * applications; the console then shows this id.
   *
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
   */
  readonly workspaceId: string;

  /** The id of the channel, such as `C01234ABCDE`: the last part of the link that Slack's "Copy link" gives. */
  readonly channelId: string;

  /**
   * Name of the channel's configuration in the account: 1 to 128 letters, digits, `-` and `_`. Changing it replaces
   * the configuration.
   *
   * @default - made of the stack's name and the channel's id
   */
  readonly name?: string;
}

/** Makes the destinations that most teams need. */
export class Destination {
  /**
   * E-mail to one address. The owner of the address has to confirm a message from AWS once, before anything arrives.
   *
   * @param address a person's or, better, a team's address
   */
  public static email(address: string): IDestination {
    return new EmailDestination(address);
  }

  /**
   * A topic that exists already, with whoever listens to it. Alarms publish to it directly.
   *
   * The topic must let CloudWatch publish. Where this app owns the topic, its policy and its key are given the
   * statements that CloudWatch needs; a topic or key from elsewhere needs them there.
   *
   * @param topic in the region and account of the alarms
   */
  public static snsTopic(topic: sns.ITopic): IDestination {
    return new SnsTopicDestination(topic);
  }

  /**
   * A Slack channel, through Amazon Q Developer in chat applications (formerly AWS Chatbot).
   *
   * Whoever is in the channel can read CloudWatch from it and can change nothing in the account. AWS allows one
   * configuration for each channel and account: all severities and routers of a stack share it.
   */
  public static slackChannel(options: SlackChannelOptions): IDestination {
    return new SlackChannelDestination(options);
  }

  /**
   * A log group that keeps every change of state of the alarms, for the record. Nobody is notified.
   *
   * @param logGroup where to keep them; by default a log group of the router's that keeps them for a year and is
   * retained when the stack is deleted
   */
  public static logGroup(logGroup?: logs.ILogGroup): IDestination {
    return new LogGroupDestination(logGroup);
  }

  private constructor() {}
}
