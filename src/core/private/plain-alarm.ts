import { Lazy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/**
 * An alarm from the plain resource: the L2 takes formulas apart and puts them together again, checks every property by
 * its type and keeps what only graphs need, which is most of its time. Actions are those of every alarm.
 */
export class PlainAlarm extends cloudwatch.AlarmBase {
  private readonly resource: cloudwatch.CfnAlarm;

  constructor(scope: Construct, id: string, props: cloudwatch.CfnAlarmProps, overrides: Record<string, unknown> = {}) {
    super(scope, id);
    this.resource = new cloudwatch.CfnAlarm(this, 'Resource', {
      ...props,
      alarmActions: Lazy.list({ produce: () => this.alarmActionArns }),
      insufficientDataActions: Lazy.list({ produce: () => this.insufficientDataActionArns }),
      okActions: Lazy.list({ produce: () => this.okActionArns }),
    });
    // For properties that the oldest supported aws-cdk-lib does not know.
    for (const [path, value] of Object.entries(overrides)) { this.resource.addPropertyOverride(path, value); }
  }

  public get alarmArn(): string {
    return this.resource.attrArn;
  }

  public get alarmName(): string {
    return this.resource.ref;
  }
}

/**
 * A composite alarm from the plain resource, which leaves its name to CloudFormation: the L2 makes one of the construct's
 * path, so that two stacks of one template get in each other's way (aws/aws-cdk#38057).
 */
export class PlainCompositeAlarm extends cloudwatch.AlarmBase {
  private readonly resource: cloudwatch.CfnCompositeAlarm;

  constructor(scope: Construct, id: string, props: cloudwatch.CfnCompositeAlarmProps) {
    super(scope, id);
    this.resource = new cloudwatch.CfnCompositeAlarm(this, 'Resource', {
      ...props,
      alarmActions: Lazy.list({ produce: () => this.alarmActionArns }),
      insufficientDataActions: Lazy.list({ produce: () => this.insufficientDataActionArns }),
      okActions: Lazy.list({ produce: () => this.okActionArns }),
    });
  }

  public get alarmArn(): string {
    return this.resource.attrArn;
  }

  public get alarmName(): string {
    return this.resource.ref;
  }
}
