import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlertRouter } from './alert-router';
import type { Escalation } from './escalation';
import { CostEstimate, Severity } from '../core';
import { AlarmEvents, alarmOnProblem } from './private/alarm-events';
import { letLogGroupsUse } from './private/cloudwatch-grants';
import { nextTopicsOf, requireRouter, requireTopics, resolveRepetition } from './private/escalation-plan';
import { readAlarms, RepeatFunction, startRepetitions } from './private/repeat-function';
import { RepeatMachine } from './private/repeat-machine';
import { costLine, costOfAlarms } from '../core/private/alarm-cost';
import { HandlerFunction } from '../core/private/handler-function';
import { nameOf } from '../core/private/name-of';
import { FIVE_MINUTES } from '../core/private/periods';

/** A change of state starts one execution, or takes a tag away. */
const START_TIMEOUT = Duration.seconds(30);

/** Properties of an `AlertEscalation`. */
export interface AlertEscalationProps {
  /** Whose critical alarms are escalated, those routed later too. */
  readonly alerts: AlertRouter;

  /**
   * What happens when nobody answers.
   *
   * @default Escalation.repeatUntilAcknowledged()
   */
  readonly escalation?: Escalation;
}

/**
 * Repeats the critical alerts of a router until somebody acknowledges them or the alarm is over, and lets others hear
 * when nobody does. The `escalation` of an `AlertRouter` makes one.
 *
 * Each alert is an execution of a state machine. To end one by hand, stop the execution.
 */
export class AlertEscalation extends Construct {
  /** The ARN of the state machine that has one execution for each alert. */
  public readonly stateMachineArn: string;

  /** Changes of state that could not be handled, for 14 days. An alarm tells those who hear of warnings. */
  public readonly deadLetterQueue: sqs.IQueue;

  private readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: AlertEscalationProps) {
    super(scope, id);
    const { alerts, escalation } = props;
    const plan = resolveRepetition(this, escalation);
    const route = requireRouter(this, alerts)._routeOf(Severity.CRITICAL);
    const encryptionKey = route._encryptionKey;
    if (encryptionKey) { letLogGroupsUse(this, encryptionKey); }

    const topics = requireTopics(this, 'alerts', route);
    const next = nextTopicsOf(this, alerts, plan.then, encryptionKey);
    const repeat = new RepeatFunction(this, 'Repeat', { ...plan, topics, next, encryptionKey });
    const machine = new RepeatMachine(this, 'Machine', { every: plan.every, rounds: plan.rounds, repeat, encryptionKey });
    const start = new HandlerFunction(this, 'Start', {
      folder: 'alert-escalation',
      entry: 'start.handler',
      description: 'Starts to repeat an alert, and forgets who acknowledged it when the alarm is over.',
      environment: { STATE_MACHINE_ARN: machine.stateMachineArn },
      timeout: START_TIMEOUT,
      encryptionKey,
      whyNoDeadLetters: 'A queue calls it, and that queue has a queue of dead letters.',
    });
    readAlarms(start);
    startRepetitions(start, machine.stateMachineArn);
    const events = new AlarmEvents(this, 'Events', { alerts, states: ['ALARM', 'OK'], work: start, timeout: START_TIMEOUT, encryptionKey });
    this.stateMachineArn = machine.stateMachineArn;
    this.deadLetterQueue = events.deadLetterQueue;
    this.alarms = [events.alarm, this.watch(alerts)];
  }

  /** What it adds to the bill each month: its alarms, and the polls of its queue. Each repetition costs less than 0.001 USD. */
  public costEstimate(): CostEstimate {
    return CostEstimate.total([costOfAlarms(this.alarms), new CostEstimate([costLine('polledQueue', 1)])]);
  }

  /** An execution that fails or takes too long is an alert that was not repeated. */
  private watch(alerts: AlertRouter): cloudwatch.Alarm {
    const sourceName = nameOf(this);
    const count = (metricName: string) => new cloudwatch.Metric({
      namespace: 'AWS/States', metricName, dimensionsMap: { StateMachineArn: this.stateMachineArn }, statistic: 'Sum', period: FIVE_MINUTES,
    });
    return alarmOnProblem(this, 'Failed', alerts, {
      sourceName,
      description: `${sourceName} could not repeat an alert. Its executions say why.`,
      metric: new cloudwatch.MathExpression({
        label: 'alerts that were not repeated',
        expression: 'FILL(failed, 0) + FILL(late, 0)',
        usingMetrics: { failed: count('ExecutionsFailed'), late: count('ExecutionsTimedOut') },
        period: FIVE_MINUTES,
      }),
    });
  }
}
