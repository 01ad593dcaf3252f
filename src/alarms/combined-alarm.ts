import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmKind, CostEstimate, Severity } from '../core';
import { AlarmNotificationOptions } from './alarm-options';
import { combine } from './private/combine';
import { costBelow } from './private/cost-below';

/** Properties of a `CombinedAlarm`. */
export interface CombinedAlarmProps extends AlarmNotificationOptions {
  /** When it is on, such as `Combination.atLeast(2, alarms)`. Alarms of the account and region of this one. */
  readonly rule: cloudwatch.IAlarmRule;

  /** What is wrong when it goes off, as a sentence for whoever reads the message at night. */
  readonly description: string;

  /**
   * What it is about; decides the built-in runbook.
   *
   * @default AlarmKind.OTHER
   */
  readonly kind?: AlarmKind;

  /**
   * What a person calls that which it watches; part of the messages.
   *
   * @default - by the place in the construct tree
   */
  readonly sourceName?: string;
}

/**
 * One alarm made of others, so that people hear once of what has one cause, or only of what several signals agree on. It
 * costs 0.50 USD a month.
 *
 * CloudFormation makes its name, so that stacks of one template have alarms of their own.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
 */
export class CombinedAlarm extends Construct {
  /** The composite alarm itself. */
  public readonly alarm: cloudwatch.AlarmBase;

  constructor(scope: Construct, id: string, props: CombinedAlarmProps) {
    super(scope, id);
    this.alarm = combine(this, { ...props, id: 'Alarm', severity: props?.severity ?? Severity.WARNING });
  }

  /** What it adds to the bill, beside the alarms that it is made of. */
  public costEstimate(): CostEstimate {
    return costBelow(this);
  }
}
