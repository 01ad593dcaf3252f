import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlertRoute } from './alert-route';
import { OpsgenieOptions, PagerDutyOptions, SecretWebhookOptions, SlackChannelOptions, TeamsChannelOptions, WebhookOptions } from './destination-options';
import { EmailDestination } from './private/email-destination';
import { OpsgenieDestination, PagerDutyDestination, SecretWebhookDestination, WebhookDestination } from './private/https-destinations';
import { LambdaFunctionDestination } from './private/lambda-function-destination';
import { LogGroupDestination } from './private/log-group-destination';
import { QueueDestination } from './private/queue-destination';
import { SlackChannelDestination } from './private/slack-channel-destination';
import { SmsDestination } from './private/sms-destination';
import { SnsTopicDestination } from './private/sns-topic-destination';
import { TeamsChannelDestination } from './private/teams-channel-destination';

/**
 * Where alerts of one severity go. `Destination` makes the common ones; implement this interface for others, in any
 * language.
 *
 * @subclassable
 */
export interface IDestination {
  /**
   * Called once by the router for each severity that lists this destination.
   *
   * Subscribe to `route.topic`, with `route.deadLetterQueue` for what cannot be delivered, add a topic that exists with
   * `route.addTopic()`, or match `route.alarmArns` in an EventBridge rule.
   *
   * @param scope where the destination may create what it needs; one scope for each severity
   * @param route what there is to hear of this severity
   */
  bind(scope: Construct, route: AlertRoute): void;
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
   * Text messages to one telephone. SNS keeps what is spent on them below a limit of the account, 1 USD a month at first,
   * and in many countries a sender has to be registered.
   *
   * @param phoneNumber with its country, such as `+12065550100`
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html
   */
  public static sms(phoneNumber: string): IDestination {
    return new SmsDestination(phoneNumber);
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
   * A channel of Microsoft Teams, through Amazon Q Developer in chat applications (formerly AWS Chatbot).
   *
   * Whoever is in the channel can read CloudWatch from it and can change nothing in the account. All severities and
   * routers of a stack share its configuration.
   */
  public static teamsChannel(options: TeamsChannelOptions): IDestination {
    return new TeamsChannelDestination(options);
  }

  /**
   * Incidents of PagerDuty: opened when an alarm goes off, closed when it is over, one for each alarm.
   *
   * @param integrationKey holds the key of an Events API v2 integration of a PagerDuty service
   * @param options where and as what incidents are opened
   * @see https://developer.pagerduty.com/docs/events-api-v2-overview
   */
  public static pagerDuty(integrationKey: secretsmanager.ISecret, options: PagerDutyOptions = {}): IDestination {
    return new PagerDutyDestination(integrationKey, options);
  }

  /**
   * Alerts of Opsgenie or of Jira Service Management, its successor: opened when an alarm goes off, closed when it is
   * over, one for each alarm.
   *
   * @param apiKey holds the key of an API integration
   * @param options which API takes the alerts
   * @see https://docs.opsgenie.com/docs/alert-api
   */
  public static opsgenie(apiKey: secretsmanager.ISecret, options: OpsgenieOptions = {}): IDestination {
    return new OpsgenieDestination(apiKey, options);
  }

  /**
   * Posts every change of an alarm as JSON.
   *
   * A change may come twice and out of order: its `id` is the same each time, also as the header `Idempotency-Key`, and
   * `changedAt` puts changes in order.
   *
   * @param url begins with `https://`; where it contains a key of its own, use `secretWebhook()`
   * @param options what is sent with it
   */
  public static webhook(url: string, options: WebhookOptions = {}): IDestination {
    return new WebhookDestination(url, options);
  }

  /**
   * Posts every change of an alarm as JSON to a URL that nobody may know.
   *
   * @param url holds the URL
   * @param options what is sent with it
   */
  public static secretWebhook(url: secretsmanager.ISecret, options: SecretWebhookOptions = {}): IDestination {
    return new SecretWebhookDestination(url, options);
  }

  /**
   * A function that is called with the message of Amazon SNS. What it still refuses after SNS has tried for hours is kept
   * in the router's dead-letter queue.
   *
   * @param lambdaFunction in the region and account of the router
   */
  public static lambdaFunction(lambdaFunction: lambda.IFunction): IDestination {
    return new LambdaFunctionDestination(lambdaFunction);
  }

  /**
   * A queue that gets the messages of Amazon SNS.
   *
   * @param queue in the account of the router; it lets SNS send, and so must an imported one
   */
  public static queue(queue: sqs.IQueue): IDestination {
    return new QueueDestination(queue);
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
