import { Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { boundTo } from './bound-event';
import { AlarmRules } from '../../core/private/alarm-rules';
import { inputError, requireAlarm, show } from '../../core/private/input-error';
import { mayBeEqual } from '../../core/private/same-environment';

/** The alarms that are bound to a service; more would say nothing of it. */
const MOST_ALARMS = 50;

/** Of which service in which environment something is. */
export interface StreamName {
  readonly service: string;
  readonly environment: string;
}

/** All that is known of one service in one environment: one stream of facts. */
export class ServiceStream extends Construct {
  /** Whether a pipeline delivers it; else what deploys it is counted. */
  public hasPipeline = false;

  private readonly alarmRules: AlarmRules;
  private readonly alarms = new Set<cloudwatch.IAlarm>();

  constructor(
    scope: Construct, public readonly streamName: StreamName, private readonly queueArn: string, private readonly eventBus?: events.IEventBus,
  ) {
    super(scope, `${streamName.service}@${streamName.environment}`);
    this.alarmRules = new AlarmRules(this, {
      description: `Alarms of ${streamName.service} in ${streamName.environment}, for ${scope.node.path}`.slice(0, 512),
      target: { arn: queueArn, input: this.input },
    });
  }

  /**
   * Counts what an alarm says against deployments of the service.
   *
   * @param home where the rules are; by default in the stacks of the alarms. It has to know them already
   */
  public bindAlarms(alarms: cloudwatch.IAlarm[], home?: Construct): void {
    alarms.forEach((alarm) => requireAlarm(this, 'alarms', alarm));
    const added = alarms.filter((alarm) => !this.alarms.has(alarm));
    added.forEach((alarm) => this.alarms.add(alarm));
    if (this.alarms.size > MOST_ALARMS) { throw inputError(this, `'alarms' must be at most ${MOST_ALARMS} for a service, got ${this.alarms.size}`); }
    new Set(added).forEach((alarm) => this.isRemote(alarm) ? this.hearOnBus(alarm) : this.alarmRules.add(alarm, home && Stack.of(home)));
  }

  private get input(): events.RuleTargetInput {
    return boundTo(() => ({ ...this.streamName, stage: '-' }));
  }

  /** Imported alarms have the account of the stack that they are imported in; the ARN knows better. */
  private isRemote(alarm: cloudwatch.IAlarm): boolean {
    const account = Token.isUnresolved(alarm.alarmArn) ? alarm.env.account : alarm.alarmArn.split(':')[4];
    return !mayBeEqual(account, Stack.of(this).account);
  }

  /** Its account forwards what it says. */
  private hearOnBus(alarm: cloudwatch.IAlarm): void {
    if (!this.eventBus) {
      throw inputError(this, `'alarms' must be of this account, got ${alarm.alarmArn}. Give DoraMetrics an 'eventBus', and the account of the alarm a DoraAccount`);
    }
    const rule = new events.Rule(this, `Remote-${alarm.node.addr.slice(-8)}`, {
      description: `An alarm of ${this.streamName.service} in ${this.streamName.environment}`.slice(0, 512),
      eventBus: this.eventBus,
      eventPattern: { source: ['aws.cloudwatch'], detailType: ['CloudWatch Alarm State Change'], resources: [alarm.alarmArn] },
    });
    rule.addTarget({ bind: () => ({ arn: this.queueArn, input: this.input }) });
  }
}

/** What the name of a service and of an environment has to be, after "must be". */
export const STREAM_NAME = "1 to 100 letters, digits, spaces or any of '._/-', known at synth";

const NAME = /^[\w ./-]{1,100}$/;

/** Whether it can be a dimension of a metric, and is known at synth. */
export function isStreamName(name: unknown): boolean {
  return typeof name === 'string' && !Token.isUnresolved(name) && NAME.test(name);
}

/** Fails for a name that is no dimension of a metric, or not known at synth. */
export function requireStreamName(scope: Construct, prop: string, name: unknown): void {
  if (isStreamName(name)) { return; }
  throw inputError(scope, `'${prop}' must be ${STREAM_NAME}, got ${Token.isUnresolved(name) ? 'a token' : show(name)}`);
}

/** What is a child of a construct of the user's, for this instance alone. */
export function idBelow(scope: Construct, ...parts: string[]): string {
  return ['DeliveryMetrics', scope.node.addr.slice(-8), ...parts].join('-');
}
