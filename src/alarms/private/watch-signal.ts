import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertRouter, Runbook } from '../../alerting';
import { AlarmKind } from '../../core';
import { inputError } from '../../core/private/input-error';
import { PlainAlarm } from '../../core/private/plain-alarm';
import { Signal } from '../../signals';
import { IMute } from '../mute';
import { AlarmCondition } from './alarm-condition';
import { problemsOfMetricAlarm } from './alarm-limits';
import { renderMetric, renderWithBand } from './alarm-metric';
import { describe, describeAnomaly, withRunbook } from './description';
import { notify } from './notification';
import { Watch } from './watches';

/** All that is known of the alarms on a signal before the first of them is made. */
export interface SignalWatchInput {
  readonly sourceName: string;
  readonly signal: Signal;
  readonly condition: AlarmCondition;
  readonly watches: Watch[];
  readonly kind: AlarmKind;
  readonly runbook: Runbook;
  readonly alerts?: AlertRouter;
  readonly mute?: IMute[];
  /** More properties of the alarm, by the names of CloudFormation. */
  readonly overrides?: Record<string, unknown>;
}

/** What was made. */
export interface SignalWatch {
  readonly heard: cloudwatch.AlarmBase[];
  readonly metricAlarms: cloudwatch.AlarmBase[];
}

/** The alarms on a signal: each is muted while the more urgent one before it is on. */
export function watchSignal(scope: Construct, input: SignalWatchInput): SignalWatch {
  const heard: cloudwatch.AlarmBase[] = [];
  const metricAlarms: cloudwatch.AlarmBase[] = [];
  for (const watch of input.watches) {
    const alarm = watch.anomaly ? anomalyAlarm(scope, watch, input) : thresholdAlarm(scope, watch.id, watch.threshold!, input);
    const floor = watch.anomaly?.floor === undefined ? [] : [thresholdAlarm(scope, `${watch.id}Floor`, watch.anomaly.floor, input, true)];
    heard.push(notify(scope, alarm, {
      ...input,
      id: watch.id === 'Alarm' ? 'Notification' : `${watch.id}Notification`,
      severity: watch.severity,
      facts: { kind: input.kind, sourceName: input.sourceName, runbook: input.runbook },
      description: descriptionOf(watch, input),
      explainedBy: metricAlarms.slice(-1),
      onlyWith: floor,
    }));
    metricAlarms.push(alarm);
  }
  return { heard, metricAlarms };
}

function thresholdAlarm(scope: Construct, id: string, threshold: number, input: SignalWatchInput, isFloor = false): PlainAlarm {
  const { signal, condition, sourceName } = input;
  const comparison = isFloor ? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD : condition.comparison;
  const what = describe(sourceName, signal, { ...condition, comparison }, threshold);
  return make(scope, id, input, {
    ...renderMetric(scope, signal.metric),
    alarmDescription: isFloor ? withRunbook(what, { firstStep: 'nothing, it tells nobody by itself.' }) : withRunbook(what, input.runbook),
    threshold,
    comparisonOperator: comparison,
  });
}

function anomalyAlarm(scope: Construct, watch: Watch, input: SignalWatchInput): PlainAlarm {
  const { signal, condition: { comparison } } = input;
  if (comparison.startsWith('Less')) {
    throw inputError(scope, `'detection' must be by threshold where less is bad, got anomaly detection for '${signal.label}', which is for too much. Use Detection.threshold()`);
  }
  return make(scope, watch.id, input, {
    ...renderWithBand(scope, signal.metric, watch.anomaly!.bandWidth),
    alarmDescription: descriptionOf(watch, input),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
  });
}

function make(scope: Construct, id: string, input: SignalWatchInput, props: Omit<cloudwatch.CfnAlarmProps, 'evaluationPeriods'>): PlainAlarm {
  const { datapointsToAlarm, evaluationPeriods, missingData, warmUpMinutes } = input.condition;
  const all = { ...props, datapointsToAlarm, evaluationPeriods, treatMissingData: missingData };
  const [problem] = problemsOfMetricAlarm(all as Parameters<typeof problemsOfMetricAlarm>[0]);
  if (problem) { throw inputError(scope, problem); }
  const warmUp = warmUpMinutes === undefined ? {} : { 'WarmUpConfiguration.WarmUpPeriodDurationInMinutes': warmUpMinutes };
  return new PlainAlarm(scope, id, all, { ...input.overrides, ...warmUp });
}

function descriptionOf({ anomaly, threshold }: Watch, { sourceName, signal, condition, runbook }: SignalWatchInput): string {
  const what = anomaly ? describeAnomaly(sourceName, signal, condition, anomaly.floor) : describe(sourceName, signal, condition, threshold!);
  return withRunbook(what, runbook);
}
