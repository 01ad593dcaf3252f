import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

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

/** A channel of Microsoft Teams that alerts are posted to. */
export interface TeamsChannelOptions {
  /**
   * The id of the tenant, a UUID. A person has to authorize AWS in the team once per account, in the console of Amazon Q
   * Developer in chat applications.
   *
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/teams-setup.html
   */
  readonly tenantId: string;

  /** The id of the team, a UUID: `groupId` in the link to the team. */
  readonly teamId: string;

  /** The id of the channel as it is in the link to the channel, such as `19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2`. */
  readonly channelId: string;

  /**
   * Name of the channel's configuration in the account: 1 to 128 letters, digits, `-` and `_`. Changing it replaces
   * the configuration.
   *
   * @default - made of the stack's name and the channel's id
   */
  readonly name?: string;
}

/** Where an account of PagerDuty is kept. */
export enum PagerDutyRegion {
  /** The United States. */
  US = 'us',
  /** The European Union. */
  EU = 'eu',
}

/** How alarms become incidents of PagerDuty. */
export interface PagerDutyOptions {
  /**
   * Where the account is kept.
   *
   * @default PagerDutyRegion.US
   */
  readonly region?: PagerDutyRegion;

  /**
   * What is broken, as PagerDuty shows it: the component of the event.
   *
   * @default - the `service` of the alarm or its router
   */
  readonly component?: string;

  /**
   * The field of the secret that holds the key, when the secret holds JSON.
   *
   * @default - the secret holds nothing but the key
   */
  readonly secretField?: string;
}

/** Which API takes the alerts of Opsgenie. */
export enum OpsgenieApi {
  /** Opsgenie in the United States, until 5 April 2027. */
  US = 'https://api.opsgenie.com/v2/alerts',
  /** Opsgenie in the European Union, until 5 April 2027. */
  EU = 'https://api.eu.opsgenie.com/v2/alerts',
  /** Jira Service Management, the successor of Opsgenie, with the key of an API integration. */
  JIRA_SERVICE_MANAGEMENT = 'https://api.atlassian.com/jsm/ops/integration/v2/alerts',
}

/** How alarms become alerts of Opsgenie. */
export interface OpsgenieOptions {
  /**
   * Which API takes the alerts.
   *
   * @default OpsgenieApi.US
   */
  readonly api?: OpsgenieApi;

  /**
   * The field of the secret that holds the key, when the secret holds JSON.
   *
   * @default - the secret holds nothing but the key
   */
  readonly secretField?: string;
}

/** How changes of alarms are posted. */
export interface WebhookOptions {
  /**
   * What is sent as the `Authorization` header, such as `Bearer …`: a secret with the whole value.
   *
   * @default - no such header
   */
  readonly authorization?: secretsmanager.ISecret;

  /**
   * The field of `authorization` that holds the value, when that secret holds JSON.
   *
   * @default - the secret holds nothing but the value
   */
  readonly authorizationField?: string;
}

/** How changes of alarms are posted to a URL that is itself a secret. */
export interface SecretWebhookOptions extends WebhookOptions {
  /**
   * The field of the secret that holds the URL, when the secret holds JSON.
   *
   * @default - the secret holds nothing but the URL
   */
  readonly secretField?: string;
}
