import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import {
  AlarmLint, CauseAndSymptomAlarms, CombinedAlarm, Combination, Detection, HeartbeatAlarm, HighCpuAlarm, HighLatencyAlarm,
  HighMemoryAlarm, LogPatternAlarm, Mute, MuteSchedule, RecommendedAlarms,
} from '../../../src/alarms';
import { AlertRouter, Destination } from '../../../src/alerting';
import { Severity } from '../../../src/core';
import { DeploymentEvents, GoldenSignals, ISignalSource, SignalUnit } from '../../../src/signals';

/** A source with everything that alarms look at, without a resource that has findings of its own. */
function orders(): ISignalSource {
  const metric = (metricName: string, statistic: string) => new cloudwatch.Metric({
    namespace: 'Orders', metricName, statistic, period: Duration.minutes(1), dimensionsMap: { Service: 'orders' },
  });
  const recommendation = { threshold: 80, datapointsToAlarm: 5, evaluationPeriods: 5, missingData: cloudwatch.TreatMissingData.BREACHING };
  const goldenSignals = (): GoldenSignals => ({
    cpu: { metric: metric('Cpu', 'Average'), label: 'CPU', unit: SignalUnit.PERCENT, recommendation },
    memory: { metric: metric('Memory', 'Average'), label: 'Memory', unit: SignalUnit.PERCENT, recommendation },
    latency: {
      metric: metric('Latency', 'p99'), label: 'Latency', unit: SignalUnit.SECONDS, recommendation: { ...recommendation, threshold: 1, severity: Severity.CRITICAL },
    },
    errors: {
      metric: new cloudwatch.MathExpression({
        expression: 'IF(requests > 0, 100 * failed / requests, 0)',
        usingMetrics: { failed: metric('Failed', 'Sum'), requests: metric('Requests', 'Sum') },
        period: Duration.minutes(1),
      }),
      label: 'Errors',
      unit: SignalUnit.PERCENT,
      recommendation: { ...recommendation, threshold: 5 },
    },
  });
  return { sourceName: 'orders', goldenSignals };
}

/** Somebody who hears, without a resource of our own. */
function alertsTo(stack: Stack): AlertRouter {
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', stack.formatArn({ service: 'sns', resource: 'team' }));
  return new AlertRouter(stack, 'Alerts', { critical: [Destination.snsTopic(topic)], informational: [Destination.snsTopic(topic)] });
}

function everything(stack: Stack, encryptionKey?: kms.IKey): void {
  const source = orders();
  const alerts = alertsTo(stack);
  const mute = [
    Mute.duringDeployments(new DeploymentEvents(stack, 'Deployments', { started: { source: ['aws.ecs'] } } as { started: events.EventPattern })),
    Mute.maintenance({ schedule: MuteSchedule.cron('0 2 * * SUN'), duration: Duration.hours(4), timezone: 'Europe/Berlin' }),
  ];
  new RecommendedAlarms(stack, 'Recommended', { sources: [source], alerts, mute });
  new HighCpuAlarm(stack, 'Cpu', { source, alerts, detection: Detection.threshold({ critical: 90, warning: 75, informational: 50 }) });
  new HighMemoryAlarm(stack, 'Memory', { source, alerts, detection: Detection.thresholdAndAnomaly({ critical: 90 }, { floor: 40 }), mute });
  // Parts are for the record: a pack that wants an action of each alarm finds one.
  const parts = { source, alerts, severity: Severity.INFORMATIONAL };
  const cause = new HighCpuAlarm(stack, 'Cause', parts).alarm;
  const symptom = new HighLatencyAlarm(stack, 'Symptom', parts).alarm;
  new CauseAndSymptomAlarms(stack, 'Overload', { cause, symptoms: [symptom], description: 'The CPU of orders is used up.', alerts });
  new CombinedAlarm(stack, 'AtLeast', { rule: Combination.atLeast(2, [cause, symptom]), description: 'Two of two are bad.', alerts });
  new HeartbeatAlarm(stack, 'Backup', {
    heartbeat: new cloudwatch.Metric({ namespace: 'Backup', metricName: 'Done' }), every: Duration.days(1), timezone: 'Europe/Berlin', alerts,
  });
  const logGroup = new logs.LogGroup(stack, 'Logs', { encryptionKey });
  new LogPatternAlarm(stack, 'Failed', { logGroup, pattern: logs.FilterPattern.anyTerm('ERROR'), alerts });
  AlarmLint.of(stack);
}

export const alarms: RoomUnderValidation = {
  cases: {
    'recommended alarms': inProd((stack) => new RecommendedAlarms(stack, 'Alarms', { sources: [orders()], alerts: alertsTo(stack) })),
    'alarms of all kinds': inProd(everything),
    'alarms of all kinds, environment unknown': inAnyEnvironment(everything),
  },
  hardened: {
    'alarms of all kinds, hardened': inProd((stack) => everything(stack, kms.Key.fromKeyArn(stack, 'Key', stack.formatArn({ service: 'kms', resource: 'key', resourceName: '12345678-1234-1234-1234-123456789012' })))),
  },
  acknowledging: { 'with alarms of all kinds': inProd(everything) },
  // What is muted, or one of several severities, is watched by a composite alarm that has the action.
  allowed: [[/\/(Alarm|Critical|Warning|Informational|Anomaly|AnomalyFloor|Began\d+)$/, 'CloudWatchAlarmAction']],
};
