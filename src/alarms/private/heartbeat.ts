import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmKind } from '../../core';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { SignalUnit } from '../../signals';
import { HeartbeatAlarmProps } from '../heartbeat-alarm';
import { WALL_CLOCK_PERIODS } from './alarm-limits';
import { AlarmType, count } from './alarm-types';
import { FoundSignal } from './signal-alarm-base';
import { requireTimezone } from './timezone';

const A_WEEK = Duration.days(7).toSeconds();

export const HEARTBEAT: AlarmType = {
  signal: 'heartbeat',
  reports: 'a heartbeat',
  kind: AlarmKind.HEARTBEAT,
  prop: 'minimum',
  read: count,
  example: '1',
  otherwise: { threshold: 1, datapointsToAlarm: 1, evaluationPeriods: 1, missingData: cloudwatch.TreatMissingData.BREACHING },
  always: { comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD },
};

/** The number of reports in each period, of a metric that may say anything. */
export function heartbeatOf(scope: Construct, props: HeartbeatAlarmProps): FoundSignal {
  const { heartbeat, timezone, heartbeatName } = props ?? {};
  requireAbility(scope, { prop: 'heartbeat', value: heartbeat, method: 'toMetricConfig', expected: 'a metric, such as new cloudwatch.Metric({ … })' });
  requireKinds(scope, props, { heartbeatName: 'text' });
  requireTimezone(scope, timezone);
  const { metricStat } = heartbeat.toMetricConfig();
  if (!metricStat) { throw inputError(scope, "'heartbeat' must be one metric, got a formula. Name the metric that is reported each time"); }

  const { namespace, metricName, dimensions = [], region, account } = metricStat;
  const metric = new cloudwatch.Metric({
    namespace,
    metricName,
    dimensionsMap: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
    region,
    account,
    statistic: 'SampleCount',
    period: requireEvery(scope, props),
  });
  return {
    sourceName: heartbeatName ?? nameOf(scope),
    signal: { metric, label: 'Number of reports', unit: SignalUnit.COUNT },
    overrides: timezone === undefined ? {} : { 'EvaluationWindow.WallClockWindow.Timezone': timezone },
  };
}

function requireEvery(scope: Construct, { every, timezone }: HeartbeatAlarmProps): Duration {
  if (every === undefined) { throw inputError(scope, "'every' must be a Duration, such as Duration.days(1), got undefined"); }
  requireDuration(scope, { prop: 'every', value: every, unit: 'seconds', min: 60, max: A_WEEK, example: 'Duration.days(1)' });
  if (every.isUnresolved()) { throw inputError(scope, "'every' must be known at synthesis, got a token. Write Duration.days(1)"); }
  const seconds = every.toSeconds();
  if (timezone !== undefined && !WALL_CLOCK_PERIODS.includes(seconds)) {
    throw inputError(scope, `'every' must be one minute, five minutes, an hour, a day or a week to follow the clock, got ${every.toHumanString()}. Leave out 'timezone', or choose one of these`);
  }
  if (seconds % 60 !== 0) { throw inputError(scope, `'every' must be whole minutes, got ${show(seconds)} seconds`); }
  return every;
}
