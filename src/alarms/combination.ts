import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { atLeast, fitted, negated } from './private/fitting';

/** How alarms make one: the rule of a `CombinedAlarm`. Combinations are operands of others, as alarms are. */
export class Combination implements cloudwatch.IAlarmRule {
  /**
   * On while all of them are. More than a composite alarm takes become several, of which this one is made.
   *
   * @param operands alarms, combinations or rules of the AWS CDK
   */
  public static allOf(operands: cloudwatch.IAlarmRule[]): Combination {
    return new Combination((scope) => fitted(scope, 'AND', operands));
  }

  /**
   * On while one of them is, or several. More than a composite alarm takes become several, of which this one is made.
   *
   * @param operands alarms, combinations or rules of the AWS CDK
   */
  public static anyOf(operands: cloudwatch.IAlarmRule[]): Combination {
    return new Combination((scope) => fitted(scope, 'OR', operands));
  }

  /**
   * On while so many of them are: for fleets, where one alone may fail.
   *
   * @param count whole, 1 to the number of alarms
   * @param alarms 100 at most
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
   */
  public static atLeast(count: number, alarms: cloudwatch.IAlarm[]): Combination {
    return new Combination((scope) => atLeast(scope, { prop: 'count', value: count, max: alarms?.length, unit: '' }, alarms));
  }

  /**
   * On while so large a share of them is.
   *
   * @param percent whole, 1 to 100
   * @param alarms 100 at most
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
   */
  public static atLeastPercent(percent: number, alarms: cloudwatch.IAlarm[]): Combination {
    return new Combination((scope) => atLeast(scope, { prop: 'percent', value: percent, max: 100, unit: '%' }, alarms));
  }

  /**
   * On while it is not.
   *
   * @param operand an alarm, a combination or a rule of the AWS CDK
   */
  public static inverse(operand: cloudwatch.IAlarmRule): Combination {
    return new Combination((scope) => negated(scope, operand));
  }

  private constructor(private readonly write: (scope?: Construct) => string) {}

  /** The rule as text, for composite alarms of the AWS CDK. It is not split there. */
  public renderAlarmRule(): string {
    return this.write();
  }

  /**
   * The rule for a composite alarm that may have others inside.
   *
   * @internal
   */
  public _fit(scope: Construct): string {
    return this.write(scope);
  }
}
