import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { HeartbeatAlarm, HeartbeatAlarmProps } from '../../src/alarms';
import { AlarmKind } from '../../src/core';
import { factsOf } from '../../src/core/private/alarm-facts';
import { formulaOver } from '../support/sources';
import { onlyResource, prodStack } from '../support/stacks';

describe('HeartbeatAlarm', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });
  const heartbeat = new cloudwatch.Metric({ namespace: 'Backups', metricName: 'Done', dimensionsMap: { Job: 'nightly' }, statistic: 'Average' });
  const make = (props: Partial<HeartbeatAlarmProps> = {}) => new HeartbeatAlarm(stack, 'Backup', { heartbeat, every: Duration.days(1), ...props });
  const alarmOf = (props: Partial<HeartbeatAlarmProps> = {}) => { make(props); return onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Alarm').Properties; };

  test('goes off when nothing is reported: silence is what is bad', () => {
    expect(alarmOf()).toMatchObject({
      Namespace: 'Backups',
      MetricName: 'Done',
      Dimensions: [{ Name: 'Job', Value: 'nightly' }],
      // A report of 0 is a report.
      Statistic: 'SampleCount',
      Period: 86_400,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      DatapointsToAlarm: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    });
  });

  test('waits for the first report of a new job', () => {
    expect(alarmOf()).toMatchObject({ WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 2880 } });
  });

  test('follows the clock of a time zone', () => {
    expect(alarmOf({ timezone: 'Europe/Berlin' })).toMatchObject({ EvaluationWindow: { WallClockWindow: { Timezone: 'Europe/Berlin' } } });
  });

  test('slides otherwise', () => {
    expect(alarmOf()).not.toHaveProperty('EvaluationWindow');
  });

  test('says what is missing', () => {
    expect(alarmOf({ heartbeatName: 'nightly backup', minimum: 2 }).AlarmDescription)
      .toMatch(/^Number of reports of nightly backup is below 2 in 1 of 1 periods of 1 day\. A period without data counts, too\. /);
  });

  test('is about a heartbeat', () => {
    expect(factsOf(make().alarm)).toMatchObject({ kind: AlarmKind.HEARTBEAT, sourceName: 'Backup' });
  });

  test.each([Duration.minutes(1), Duration.minutes(5), Duration.hours(1), Duration.days(1), Duration.days(7)])('takes %p with a time zone', (every) => {
    expect(alarmOf({ every, timezone: 'UTC' })).toMatchObject({ Period: every.toSeconds() });
  });

  test.each([
    [{ heartbeat: undefined }, /^'heartbeat' must be a metric/],
    [{ heartbeat: formulaOver(2) }, /^'heartbeat' must be one metric, got a formula/],
    [{ every: undefined }, /^'every' must be a Duration, such as Duration.days\(1\), got undefined/],
    [{ every: 60 }, /^'every' must be a Duration/],
    [{ every: Duration.seconds(30) }, /^'every' must be a whole number between 60 and 604800 seconds/],
    [{ every: Duration.seconds(90) }, /^'every' must be whole minutes, got 90 seconds/],
    [{ every: Duration.days(8) }, /^'every' must be a whole number between 60 and 604800 seconds/],
    [{ every: Duration.hours(6), timezone: 'UTC' }, /^'every' must be one minute, five minutes, an hour, a day or a week to follow the clock, got 6 hours/],
    [{ every: Duration.seconds(Lazy.number({ produce: () => 60 })) }, /^'every' must be known at synthesis/],
    [{ timezone: 'somewhere else' }, /^'timezone' must be a time zone/],
    [{ timezone: 'Berlin' }, /^'timezone' must be a time zone, such as Europe\/Berlin, got "Berlin"/],
    [{ minimum: -1 }, /^'minimum' must be at least 0/],
    [{ heartbeatName: 5 }, /^'heartbeatName' must be a text/],
  ])('refuses %p', (bad, message) => {
    expect(() => make(bad as any)).toThrow(message);
  });
});
