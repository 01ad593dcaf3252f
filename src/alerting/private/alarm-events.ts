import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { letEventsUse } from './cloudwatch-grants';
import { AlarmKind, Severity } from '../../core';
import { recordAlarm } from '../../core/private/alarm-facts';
import { AlarmRules } from '../../core/private/alarm-rules';
import { buildEventQueue } from '../../core/private/event-queue';
import { HandlerFunction } from '../../core/private/handler-function';
import { nameOf } from '../../core/private/name-of';
import { FIVE_MINUTES } from '../../core/private/periods';
import type { AlertRouter } from '../alert-router';
import { Runbook } from '../runbook';

/** What a throttled API refuses is accepted some minutes later. */
export const MAX_RECEIVES = 5;

/** What is done with the critical alarms of a router. */
export interface AlarmEventsProps {
  readonly alerts: AlertRouter;
  /** The states that an alarm changes to. */
  readonly states: string[];
  readonly work: HandlerFunction;
  /** How long one call may take. */
  readonly timeout: Duration;
  readonly encryptionKey?: kms.IKey;
}

/** Brings the changes of state of critical alarms to a function, through a queue that keeps what the function could not take. */
export class AlarmEvents extends Construct {
  public readonly deadLetterQueue: sqs.Queue;
  /** Goes off when the function could not take something. */
  public readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, { alerts, states, work, timeout, encryptionKey }: AlarmEventsProps) {
    super(scope, id);
    if (encryptionKey) { letEventsUse(this, encryptionKey); }
    const { queue, deadLetterQueue } = buildEventQueue(this, { work, timeout, maxReceives: MAX_RECEIVES, encryptionKey });
    this.deadLetterQueue = deadLetterQueue;

    const rules = new AlarmRules(this, {
      description: `Critical alarms that ${alerts.node.path} routes, for ${scope.node.path}`, states, target: { arn: queue.queueArn },
    });
    alerts._routed.onAlarm(Severity.CRITICAL, (alarm) => rules.add(alarm));
    this.alarm = this.watch(alerts);
  }

  private watch(alerts: AlertRouter): cloudwatch.Alarm {
    const sourceName = nameOf(this.node.scope!);
    return alarmOnProblem(this, 'Lost', alerts, {
      sourceName,
      description: `${sourceName} could not work with changes of state of alarms. They are in its queue of dead letters.`,
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    });
  }
}

/** What is wrong when a metric is above zero. */
export interface Problem {
  /** A sentence for whoever hears of it. */
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly sourceName: string;
}

/** Tells those who hear of warnings that alerts themselves have a problem. */
export function alarmOnProblem(scope: Construct, id: string, alerts: AlertRouter, { description, metric, sourceName }: Problem): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmDescription: description,
    metric,
    threshold: 0,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  const kind = AlarmKind.ALERT_DELIVERY;
  recordAlarm(alarm, { kind, severity: Severity.WARNING, sourceName, runbook: Runbook.builtIn(kind) });
  alerts.route(alarm, Severity.WARNING);
  return alarm;
}
