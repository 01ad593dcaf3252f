import * as kms from 'aws-cdk-lib/aws-kms';
import { IDestination } from './destination';
import { Escalation } from './escalation';
import { Runbook } from './runbook';
import { Severity } from '../core';

/** Properties of an `AlertRouter`. At least one severity needs a destination. */
export interface AlertRouterProps {
  /**
   * Who is woken: where alarms go that need a person now.
   *
   * @default - none: routing a critical alarm warns at synthesis
   */
  readonly critical?: IDestination[];

  /**
   * Who is told: where alarms go that need a person during working hours.
   *
   * @default - those who hear of critical alarms
   */
  readonly warning?: IDestination[];

  /**
   * Where alarms go that need nobody and are kept for the record.
   *
   * @default - none: routing an alarm with this severity warns at synthesis
   */
  readonly informational?: IDestination[];

  /**
   * Who hears when alerts do not arrive. Name a way that has nothing in common with the others: another mailbox, a phone.
   * An empty list turns the alarm off.
   *
   * @default - the destinations of the other severities, when at least two severities have people behind them who are
   * reached in different ways; otherwise nobody, because the way that fails would have to tell
   */
  readonly deliveryFailures?: IDestination[];

  /**
   * Which severities are also told when an alarm is over. PagerDuty and Opsgenie always are: their incidents would stay
   * open.
   *
   * @default [Severity.CRITICAL]
   */
  readonly okNotifications?: Severity[];

  /**
   * The team that answers for the alarms: 1 to 256 letters, digits, spaces and any of `_.:/=+-@`. It is a tag of each alarm
   * and part of what the alarm says.
   *
   * @default - none
   */
  readonly team?: string;

  /**
   * The service that the alarms are about, written like `team`.
   *
   * @default - none
   */
  readonly service?: string;

  /**
   * Whether alarms say their tags, those of this router and yours: team, service, severity and runbook. CloudFormation
   * knows this since 2026 and needs the permission `cloudwatch:ListTagsForResource` for it.
   *
   * @default - true; false with aws-cdk-lib 2.262.0 to 2.275.0, whose validation of templates takes it for a mistake
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-tags-in-notifications.html
   */
  readonly tagsInPayload?: boolean;

  /**
   * Encrypts the router's topics, queues and logs. CloudWatch, CloudWatch Logs and SNS are allowed to use the key; when
   * the key is imported, its policy must allow that already.
   *
   * @default - none, unless `createKey`: topics are not encrypted at rest, queues and the alarm log with keys that AWS owns
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether the router makes a key of its own, for 1 USD a month. Not together with `encryptionKey`.
   *
   * @default false
   */
  readonly createKey?: boolean;

  /**
   * What happens when a critical alert goes off and nobody answers.
   *
   * @default - nothing: every alert is sent once
   */
  readonly escalation?: Escalation;
}

/** What is to be known of one alarm when it goes off. */
export interface AlertRouteOptions {
  /**
   * What to do when it goes off.
   *
   * @default - that of the construct that made the alarm; otherwise, when the alarm is critical, the built-in text for its
   * kind
   */
  readonly runbook?: Runbook;

  /**
   * The team that answers for the alarm: 1 to 256 letters, digits, spaces and any of `_.:/=+-@`.
   *
   * @default - the router's
   */
  readonly team?: string;

  /**
   * The service that the alarm is about, written like `team`.
   *
   * @default - the router's
   */
  readonly service?: string;
}
