import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { HighCpuAlarm, HighCpuAlarmProps } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { Severity } from '../../src/core';
import { WarningId } from '../../src/core/private/warning-ids';
import { cpuSource, formulaOver, recommendation, signal, source } from '../support/sources';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';

const TEAM = Destination.email('team@example.com');

describe('HighCpuAlarm', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  function alarmOf(props: Partial<HighCpuAlarmProps> = {}): Record<string, unknown> {
    new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), ...props });
    return onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Alarm').Properties;
  }

  describe('condition', () => {
    test('is what is recommended for the source', () => {
      const row = recommendation({ threshold: 70, datapointsToAlarm: 2, evaluationPeriods: 4, missingData: cloudwatch.TreatMissingData.IGNORE });

      expect(alarmOf({ source: cpuSource('orders', { recommendation: row }) })).toMatchObject({
        MetricName: 'CPUutilization',
        Threshold: 70,
        ComparisonOperator: 'GreaterThanThreshold',
        DatapointsToAlarm: 2,
        EvaluationPeriods: 4,
        TreatMissingData: 'ignore',
      });
    });

    test('keeps the period and statistic of the metric', () => {
      const slow = cpuSource('orders', { recommendation: recommendation(), period: Duration.minutes(5) });

      expect(alarmOf({ source: slow })).toMatchObject({ Period: 300, Statistic: 'Average' });
    });

    test('compares as recommended', () => {
      const comparison = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;

      expect(alarmOf({ source: cpuSource('orders', { recommendation: recommendation({ comparison }) }) }))
        .toMatchObject({ ComparisonOperator: 'GreaterThanOrEqualToThreshold' });
    });

    test('is what the user says instead', () => {
      const missingData = cloudwatch.TreatMissingData.NOT_BREACHING;

      expect(alarmOf({ thresholdPercent: 95, datapointsToAlarm: 3, evaluationPeriods: 10, missingData })).toMatchObject({
        Threshold: 95, DatapointsToAlarm: 3, EvaluationPeriods: 10, TreatMissingData: 'notBreaching',
      });
    });

    test('takes all periods when the user only says how many', () => {
      expect(alarmOf({ evaluationPeriods: 2 })).toMatchObject({ DatapointsToAlarm: 2, EvaluationPeriods: 2 });
    });

    test('keeps the recommended periods when the user only says how many must be bad', () => {
      expect(alarmOf({ datapointsToAlarm: 2 })).toMatchObject({ DatapointsToAlarm: 2, EvaluationPeriods: 5 });
    });

    test('is three bad periods in a row where nothing is recommended', () => {
      expect(alarmOf({ source: cpuSource('orders', {}), thresholdPercent: 60 })).toMatchObject({
        Threshold: 60, ComparisonOperator: 'GreaterThanThreshold', DatapointsToAlarm: 3, EvaluationPeriods: 3, TreatMissingData: 'missing',
      });
    });

    test('works on a formula', () => {
      expect(alarmOf({ source: cpuSource('orders', { metric: formulaOver(2), recommendation: recommendation() }) }))
        .toMatchObject({ Metrics: expect.arrayContaining([expect.objectContaining({ Expression: 'm0+m1' })]) });
    });

    test('works in a stack that does not know its environment', () => {
      stack = prodStack({ agnostic: true });

      expect(alarmOf()).toMatchObject({ Threshold: 80 });
    });
  });

  describe('description', () => {
    test('says in words what is wrong with what', () => {
      expect(alarmOf()).toMatchObject({
        AlarmDescription: expect.stringMatching(/^CPU utilization of orders is above 80 % in 5 of 5 periods of 1 minute\. A period without data counts, too\. First: /),
      });
    });

    test('says what the user set', () => {
      const missingData = cloudwatch.TreatMissingData.MISSING;

      expect(alarmOf({ thresholdPercent: 95.5, datapointsToAlarm: 2, evaluationPeriods: 3, missingData })).toMatchObject({
        AlarmDescription: expect.stringMatching(/^CPU utilization of orders is above 95\.5 % in 2 of 3 periods of 1 minute\. First: /),
      });
    });

    test('shows a threshold that is only known at deployment', () => {
      expect(alarmOf({ thresholdPercent: Lazy.number({ produce: () => 42 }) })).toMatchObject({
        Threshold: 42, AlarmDescription: expect.stringContaining('above 42 %'),
      });
    });
  });

  describe('route', () => {
    test.each([
      [undefined, 'Warning'],
      [Severity.CRITICAL, 'Critical'],
    ])('with severity %p goes to the topic %p', (severity, topic) => {
      const alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] });

      expect(alarmOf({ alerts, severity })).toMatchObject({ AlarmActions: [{ Ref: expect.stringMatching(`^Alerts${topic}`) }] });
    });

    test('warns when there is none', () => {
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource() });

      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([expect.stringContaining("it has no 'alerts' and no action")]);
    });

    test('does not warn when there is one', () => {
      const alerts = new AlertRouter(stack, 'Alerts', { warning: [TEAM] });
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts });

      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([]);
    });

    test('does not warn when the alarm is routed by hand, later', () => {
      const { alarm } = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource() });
      alarm.addAlarmAction(new SnsAction(new sns.Topic(stack, 'Own')));

      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([]);
    });
  });

  describe('input', () => {
    test('fails for a resource by the name that its user knows', () => {
      class Function2 {}
      expect(() => new HighCpuAlarm(prodStack(), 'Cpu', { source: new Function2() as any })).toThrow('got a Function [at Prod/Cpu]');
    });

    test('fails when the source is a plain resource, naming the prop and how to wrap it', () => {
      expect(() => new HighCpuAlarm(prodStack(), 'Cpu', { source: {} as any }))
        .toThrow("'source' must be a signal source, such as Signals.ecsService(service) or Signals.rdsInstance(database), got an object with nothing in it [at Prod/Cpu]");
    });

    test('fails for a source without CPU, naming the source and what it has', () => {
      const lambda = source('orders-fn', {
        latency: signal('Duration'), errors: signal('Errors'), requests: signal('Invocations'), extras: { throttles: signal('Throttles') },
      });

      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: lambda })).toThrow(
        "'source' must have a cpu signal, got 'orders-fn' with errors, latency, requests, throttles. "
        + 'Use a source that reports CPU, or an alarm on a signal that this one has [at Prod/Cpu]',
      );
    });

    test('fails for a source without any signal', () => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: source('nothing', {}) })).toThrow("got 'nothing' with none at all");
    });

    test('fails without a threshold where none is recommended, naming thresholdPercent', () => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource('orders', {}) })).toThrow(
        "'thresholdPercent' must be set: nothing is recommended for the cpu signal of 'orders'. Set what is too much for it, such as 80 [at Prod/Cpu]",
      );
    });

    test.each([0, -1, 100.1, 101, NaN, Infinity])('fails for a threshold of %p percent, naming thresholdPercent', (thresholdPercent) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), thresholdPercent }))
        .toThrow(`'thresholdPercent' must be above 0 and at most 100 percent, got ${thresholdPercent} [at Prod/Cpu]`);
    });

    test.each([0.1, 100])('takes a threshold of %p percent', (thresholdPercent) => {
      expect(alarmOf({ thresholdPercent })).toMatchObject({ Threshold: thresholdPercent });
    });

    test.each([
      ['datapointsToAlarm', { datapointsToAlarm: 0 }],
      ['datapointsToAlarm', { datapointsToAlarm: 1.5 }],
      ['datapointsToAlarm', { datapointsToAlarm: 6 }],
      ['datapointsToAlarm', { datapointsToAlarm: 4, evaluationPeriods: 3 }],
      ['evaluationPeriods', { evaluationPeriods: 0 }],
      ['evaluationPeriods', { evaluationPeriods: 2.5 }],
    ])('fails for a bad %s in %p, naming the prop', (prop, props) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), ...props })).toThrow(new RegExp(`^'${prop}' must be a whole number`));
    });

    test.each([
      [Duration.minutes(1), 1440, 'one day'],
      [Duration.minutes(5), 288, 'one day'],
      [Duration.hours(1), 168, 'seven days'],
      [Duration.hours(6), 28, 'seven days'],
    ])('fails when periods of %p are more than %p, naming evaluationPeriods', (period, most, window) => {
      const slow = cpuSource('orders', { recommendation: recommendation(), period });

      expect(() => new HighCpuAlarm(stack, 'Most', { source: slow, evaluationPeriods: most })).not.toThrow();
      expect(() => new HighCpuAlarm(stack, 'TooMany', { source: slow, evaluationPeriods: most + 1 }))
        .toThrow(new RegExp(`'evaluationPeriods' must be a whole number between 1 and ${most}, got ${most + 1}. CloudWatch looks back ${window}`));
    });

    test.each(['datapointsToAlarm', 'evaluationPeriods'])('takes a value of %s that is only known at deployment', (prop) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), [prop]: Lazy.number({ produce: () => 3 }) })).not.toThrow();
    });
  });
});
