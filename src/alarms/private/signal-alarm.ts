import { Annotations, Aspects, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { resolveCondition } from './alarm-condition';
import { describe } from './description';
import { SignalName, requireSignal } from './signals-of-source';
import { AlertRouter } from '../../alerting';
import { Severity } from '../../core';
import { requireAbility } from '../../core/private/input-error';
import { WarningId } from '../../core/private/warning-ids';
import { ISignalSource } from '../../signals';

/** What an alarm on one signal of a source needs to know; every alarm construct of this room fills one in. */
export interface SignalAlarmInput {
  readonly source: ISignalSource;
  readonly signal: SignalName;
  /** What a source with this signal reports, as a person would say: "CPU". */
  readonly reports: string;

  /** What the user wants otherwise than recommended. */
  readonly threshold?: number;
  readonly datapointsToAlarm?: number;
  readonly evaluationPeriods?: number;
  readonly missingData?: cloudwatch.TreatMissingData;

  /** The prop that sets the threshold, and a sensible value for it. */
  readonly thresholdProp: string;
  readonly thresholdExample: number;
}

/** Who hears of an alarm. */
export interface RouteInput {
  readonly alerts?: AlertRouter;
  readonly severity?: Severity;
}

/** An alarm on one signal of a source, as recommended for it unless the user says otherwise. */
export function alarmOn(scope: Construct, input: SignalAlarmInput): cloudwatch.Alarm {
  const signal = requireSignal(scope, input);
  const condition = resolveCondition(scope, signal, input);
  return new cloudwatch.Alarm(scope, 'Alarm', {
    metric: signal.metric,
    alarmDescription: describe(input.source.sourceName, signal, condition),
    threshold: condition.threshold,
    comparisonOperator: condition.comparison,
    datapointsToAlarm: condition.datapointsToAlarm,
    evaluationPeriods: condition.evaluationPeriods,
    treatMissingData: condition.missingData,
  });
}

/** Sends an alarm to those who hear of its severity; without anyone, sees to it that this does not stay unnoticed. */
export function routeTo(scope: Construct, alarm: cloudwatch.Alarm, { alerts, severity = Severity.WARNING }: RouteInput): void {
  if (alerts) {
    requireAbility(scope, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' });
    alerts.route(alarm, severity);
    return;
  }
  // Only at synthesis is it known whether somebody routed the alarm by hand.
  Aspects.of(scope).add({
    visit: (node) => {
      if (node === scope && !hasActions(alarm)) { warnOfSilence(scope); }
    },
  });
}

function hasActions(alarm: cloudwatch.Alarm): boolean {
  const { alarmActions } = alarm.node.defaultChild as cloudwatch.CfnAlarm;
  return Stack.of(alarm).resolve(alarmActions) !== undefined;
}

function warnOfSilence(scope: Construct): void {
  Annotations.of(scope).addWarningV2(
    WarningId.ALARM_WITHOUT_ROUTE,
    "Nobody hears of this alarm: it has no 'alerts' and no action. Give it an AlertRouter.",
  );
}
