import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { GAUGE_STATISTIC, gaugeDimensions } from './dora-gauges';
import { DoraPlan } from './dora-plan';
import { FIVE_METRICS, FiveMetric } from './five-metrics';
import { StreamName } from './service-stream';
import { targetRunbook } from './target-runbooks';
import { DeadLettersAlarm } from '../../alarms';
import { AlertRouter } from '../../alerting';
import { AlarmKind, Severity } from '../../core';
import { recordAlarm } from '../../core/private/alarm-facts';
import { ONE_DAY } from '../../core/private/periods';
import { PlainAlarm } from '../../core/private/plain-alarm';
import { Signals } from '../../signals';
import { DoraWindow } from '../dora-window';

/** An alarm for each target of a service, where somebody hears of them. The scope is the service's own. */
export function watchTargets(scope: Construct, name: StreamName, plan: DoraPlan): void {
  const { alerts, targets, metricNamespace } = plan;
  if (!alerts) { return; }
  for (const metric of FIVE_METRICS) {
    const target = targets._values()[metric.key];
    if (target === undefined) { continue; }
    const alarm = new PlainAlarm(scope, `${metric.gauge}Target`, {
      alarmDescription: descriptionOf(metric, target, name),
      namespace: metricNamespace,
      metricName: metric.gauge,
      dimensions: Object.entries(gaugeDimensions(name, DoraWindow.DAYS_28)).map(([key, value]) => ({ name: key, value })),
      statistic: GAUGE_STATISTIC,
      // Between two gauges CloudWatch looks at the last one; where there is none for long, there is nothing to miss a target with.
      period: ONE_DAY.toSeconds(),
      evaluationPeriods: 1,
      threshold: target,
      comparisonOperator: metric.more ? 'LessThanThreshold' : 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
    });
    recordAlarm(alarm, { kind: AlarmKind.OTHER, severity: Severity.INFORMATIONAL, sourceName: name.service, runbook: targetRunbook(metric) });
    alerts.route(alarm, Severity.INFORMATIONAL);
  }
}

function descriptionOf({ title, more, say }: FiveMetric, target: number, { service, environment }: StreamName): string {
  return `${title} of ${service} in ${environment} is ${more ? 'below' : 'above'} the target over four weeks: ${more ? 'at least' : 'up to'} ${say(target)}.`;
}

/** Tells of events that nobody could read. */
export function watchQueue(scope: Construct, queue: sqs.IQueue, alerts: AlertRouter): void {
  new DeadLettersAlarm(scope, 'Unread', { source: Signals.queue(queue), alerts, severity: Severity.WARNING });
}

/** All that was made so far. */
export function alarmsBelow(scope: Construct): cloudwatch.AlarmBase[] {
  return scope.node.findAll().filter((child) => child instanceof cloudwatch.AlarmBase);
}
