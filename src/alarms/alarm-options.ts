import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlertRouter, Runbook } from '../alerting';
import { Severity } from '../core';
import { Detection } from './detection';
import { IMute } from './mute';

/** Who hears of an alarm, and what they are told. */
export interface AlarmNotificationOptions {
  /**
   * Who hears of it.
   *
   * @default - nobody: the alarm warns at synthesis unless something else gives it an action or combines it with others
   */
  readonly alerts?: AlertRouter;

  /**
   * How urgent it is.
   *
   * @default - as recommended for the signal, otherwise Severity.WARNING
   */
  readonly severity?: Severity;

  /**
   * What to do when it goes off. Its first step and its address are part of the message.
   *
   * @default - what the library has for this kind of alarm
   */
  readonly runbook?: Runbook;

  /**
   * When nobody is told although the alarm is on. A mute that follows deployments or another alarm adds a composite alarm,
   * 0.50 USD a month.
   *
   * @default - never
   */
  readonly mute?: IMute[];
}

/** How an alarm on a signal works otherwise than recommended. */
export interface SignalAlarmOptions extends AlarmNotificationOptions {
  /**
   * What counts as bad: a threshold for each severity, what is unusual for the time of day, or both.
   *
   * @default Detection.recommended()
   */
  readonly detection?: Detection;

  /**
   * How many of the latest `evaluationPeriods` must be bad ("M" of M of N). Fewer make the alarm faster, and more nervous.
   *
   * @default - as recommended for the source; all of `evaluationPeriods` when that is given or nothing is recommended
   */
  readonly datapointsToAlarm?: number;

  /**
   * How many of the latest periods are looked at ("N" of M of N). A period is as long as the source reports in:
   * one minute for most, five for EC2 instances. All of them together may take one day, or seven when a period is an
   * hour or longer.
   *
   * @default - as recommended for the source, otherwise 3
   */
  readonly evaluationPeriods?: number;

  /**
   * What it means when nothing is reported.
   *
   * @default - as recommended for the source: a service that reports nothing is down, an instance may have been stopped
   * on purpose; otherwise `MISSING`, which leaves the alarm as it is and then without data
   */
  readonly missingData?: cloudwatch.TreatMissingData;

  /**
   * How long a new alarm may wait for its first data before silence counts, in whole minutes up to two days. It looks as
   * soon as there is enough data. `Duration.minutes(0)` is not at all.
   *
   * @default - where a period without data is bad, twice the time that the alarm looks back, half an hour to two days;
   * otherwise not at all, because silence does not set off the alarm; nor with
   * aws-cdk-lib 2.262.0 to 2.267.0, whose validation of templates takes it for a mistake
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
   */
  readonly warmUp?: Duration;
}
