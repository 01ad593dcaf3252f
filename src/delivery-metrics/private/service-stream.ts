import { Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { boundTo } from './bound-event';
import { AlarmRules } from '../../core/private/alarm-rules';
import { inputError, requireAlarm, show } from '../../core/private/input-error';

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

  constructor(scope: Construct, public readonly streamName: StreamName, queueArn: string) {
    super(scope, `${streamName.service}@${streamName.environment}`);
    this.alarmRules = new AlarmRules(this, {
      description: `Alarms of ${streamName.service} in ${streamName.environment}, for ${scope.node.path}`.slice(0, 512),
      target: { arn: queueArn, input: boundTo(() => ({ ...streamName, stage: '-' })) },
    });
  }

  /** Counts what an alarm says against deployments of the service. */
  public bindAlarms(alarms: cloudwatch.IAlarm[]): void {
    alarms.forEach((alarm) => requireAlarm(this, 'alarms', alarm));
    alarms.forEach((alarm) => this.alarms.add(alarm));
    if (this.alarms.size > MOST_ALARMS) { throw inputError(this, `'alarms' must be at most ${MOST_ALARMS} for a service, got ${this.alarms.size}`); }
    alarms.forEach((alarm) => this.alarmRules.add(alarm));
  }
}

const NAME = /^[\w ./-]{1,100}$/;

/** Fails for a name that is no dimension of a metric, or not known at synth. */
export function requireStreamName(scope: Construct, prop: string, name: unknown): void {
  if (typeof name === 'string' && !Token.isUnresolved(name) && NAME.test(name)) { return; }
  const got = Token.isUnresolved(name) ? 'a token' : show(name);
  throw inputError(scope, `'${prop}' must be 1 to 100 letters, digits, spaces or any of '._/-', known at synth, got ${got}`);
}

/** What is a child of a construct of the user's, for this instance alone. */
export function idBelow(scope: Construct, ...parts: string[]): string {
  return ['DeliveryMetrics', scope.node.addr.slice(-8), ...parts].join('-');
}
