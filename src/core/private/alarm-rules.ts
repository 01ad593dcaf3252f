import { Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

/**
 * An event pattern may be 2,048 characters long and an alarm's ARN 305, so this many always fit.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const ALARMS_PER_RULE = 6;

/** Where the changes of state of some alarms go. */
export interface AlarmRulesProps {
  readonly description: string;
  /** The states that an alarm changes to; by default all. */
  readonly states?: string[];
  readonly target: events.RuleTargetConfig;
}

/** Rules that send the changes of state of alarms somewhere, as many as it takes. */
export class AlarmRules {
  private readonly alarms = new Map<Stack, cloudwatch.IAlarm[]>();
  private readonly rules = new Map<Stack, events.Rule[]>();

  constructor(private readonly scope: Construct, private readonly props: AlarmRulesProps) {}

  /**
   * Sends an alarm's changes of state from now on. Adding an alarm twice changes nothing.
   *
   * @param stack where the rule lives, by default that of the alarm; another one has to refer to the alarm already
   */
  public add(alarm: cloudwatch.IAlarm, stack = Stack.of(alarm)): void {
    const alarms = this.alarms.get(stack) ?? [];
    if (alarms.includes(alarm)) { return; }
    this.alarms.set(stack, [...alarms, alarm]);

    const rules = this.rules.get(stack) ?? [];
    if (alarms.length % ALARMS_PER_RULE === 0) { rules.push(this.makeRule(stack, rules.length)); }
    this.rules.set(stack, rules);
    rules[rules.length - 1].addEventPattern({ resources: [alarm.alarmArn] });
  }

  /**
   * The rule lives in the stack of its alarms: they may publish to a topic of the router's stack already, and a rule
   * there that names them would make the two stacks depend on each other.
   */
  private makeRule(stack: Stack, index: number): events.Rule {
    const { description, states, target } = this.props;
    const own = stack === Stack.of(this.scope);
    return new events.Rule(own ? this.scope : stack, own ? `Rule${index}` : `${Names.uniqueId(this.scope)}Rule${index}`, {
      description,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        ...states && { detail: { state: { value: states } } },
      },
      targets: [{ bind: () => target }],
    });
  }
}
