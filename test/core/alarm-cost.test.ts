import { CfnResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CostEstimate } from '../../src/core';
import { costLine, costOfAlarms } from '../../src/core/private/alarm-cost';
import { PRICE_ITEMS, PRICES } from '../../src/core/private/prices';
import { formulaOver, signal } from '../support/sources';
import { prodStack } from '../support/stacks';

describe('cost of alarms', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  function alarm(metric: cloudwatch.IMetric, id = 'Alarm'): cloudwatch.Alarm {
    return new cloudwatch.Alarm(stack, id, { metric, threshold: 1, evaluationPeriods: 1 });
  }

  test('of one metric is that of one metric', () => {
    expect(costOfAlarms([alarm(signal('CPU').metric)]).lines).toEqual([{ item: 'alarm metric', quantity: 1, unitUsd: 0.1 }]);
  });

  test('of a formula is that of every metric inside', () => {
    expect(costOfAlarms([alarm(formulaOver(10))]).monthlyUsd).toBe(1);
  });

  test('of a formula in a formula does not bill the formulas', () => {
    const outer = new cloudwatch.MathExpression({ expression: 'inner * 100', usingMetrics: { inner: formulaOver(3) } });

    expect(costOfAlarms([alarm(outer)]).monthlyUsd).toBe(0.3);
  });

  test.each([10, 30])('with a period of %p seconds is that of high resolution', (seconds) => {
    expect(costOfAlarms([alarm(signal('CPU', { period: Duration.seconds(seconds) }).metric)]).monthlyUsd).toBe(0.3);
  });

  test('of a formula with a period of ten seconds is that of high resolution for every metric', () => {
    const fast = formulaOver(2).with({ period: Duration.seconds(10) });

    expect(costOfAlarms([alarm(fast)]).lines).toEqual([{ item: 'high-resolution alarm metric', quantity: 2, unitUsd: 0.3 }]);
  });

  test('of anomaly detection is that of three metrics', () => {
    const anomaly = new cloudwatch.AnomalyDetectionAlarm(stack, 'Anomaly', { metric: signal('CPU').metric, evaluationPeriods: 1 });

    expect(costOfAlarms([anomaly]).monthlyUsd).toBe(0.3);
  });

  test('of a composite comes on top of those in it', () => {
    const children = [alarm(signal('One').metric, 'One'), alarm(signal('Two').metric, 'Two')];
    const both = new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: cloudwatch.AlarmRule.allOf(...children) });

    expect(costOfAlarms([both]).monthlyUsd).toBe(0.5);
    expect(costOfAlarms([...children, both]).monthlyUsd).toBe(0.7);
  });

  test('of a query of Metrics Insights is at least that of one metric', () => {
    const cfn = new cloudwatch.CfnAlarm(stack, 'Query', {
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 1,
      metrics: [{ id: 'q', expression: 'SELECT AVG(CPUUtilization) FROM "AWS/EC2"', period: 60 }],
    });

    expect(costOfAlarms([cfn]).monthlyUsd).toBe(0.1);
  });

  test('of an alarm on a log query is that of one metric', () => {
    expect(costOfAlarms([new CfnResource(stack, 'Log', { type: 'AWS::CloudWatch::LogAlarm' })]).monthlyUsd).toBe(0.1);
  });

  test('counts an alarm once that is given twice', () => {
    const once = alarm(signal('CPU').metric);

    expect(costOfAlarms([once, once]).monthlyUsd).toBe(0.1);
  });

  test('takes the resource itself', () => {
    expect(costOfAlarms([alarm(formulaOver(2)).node.defaultChild!]).monthlyUsd).toBe(0.2);
  });

  test('is standard for a period that is only known at deployment', () => {
    const cfn = new cloudwatch.CfnAlarm(stack, 'Late', {
      comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, metricName: 'CPU', namespace: 'Test', period: Lazy.number({ produce: () => 60 }),
    });

    expect(costOfAlarms([cfn]).monthlyUsd).toBe(0.1);
  });

  test('reads metrics that are only known at synthesis', () => {
    const metrics = Lazy.any({ produce: () => [{ id: 'm', metricStat: { metric: {}, period: 60, stat: 'Sum' } }, { id: 'n', metricStat: { metric: {}, period: 60, stat: 'Sum' } }, { id: 'e', expression: 'm+n' }] });
    const cfn = new cloudwatch.CfnAlarm(stack, 'Lazy', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, metrics });

    expect(costOfAlarms([cfn]).monthlyUsd).toBe(0.2);
  });

  test('of imported alarms and of no alarms is nothing', () => {
    const imported = cloudwatch.Alarm.fromAlarmArn(stack, 'Imported', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:theirs');

    expect(costOfAlarms([imported]).lines).toEqual([]);
    expect(costOfAlarms([]).monthlyUsd).toBe(0);
  });
});

describe('CostEstimate', () => {
  test('adds up without the noise of floating point numbers', () => {
    expect(new CostEstimate([costLine('alarmMetric', 3)]).monthlyUsd).toBe(0.3);
  });

  test('makes one line of those with the same item and price', () => {
    const total = CostEstimate.total([new CostEstimate([costLine('alarmMetric', 3)]), new CostEstimate([costLine('alarmMetric', 4), costLine('dashboard', 1)])]);

    expect(total.lines).toEqual([costLine('alarmMetric', 7), costLine('dashboard', 1)]);
  });

  test('leaves out what there is none of', () => {
    expect(new CostEstimate([costLine('dashboard', 0)]).lines).toEqual([]);
  });

  test('is a table for people, the sum last', () => {
    expect(new CostEstimate([costLine('alarmMetric', 16), costLine('compositeAlarm', 4)]).describe()).toBe([
      '     1.60  16 x alarm metric at 0.1',
      '     2.00  4 x composite alarm at 0.5',
      '     3.60  USD a month',
    ].join('\n'));
  });

  test('of nothing is a sum of nothing', () => {
    expect(CostEstimate.total([]).describe()).toBe('     0.00  USD a month');
  });

  test.each(Object.keys(PRICES))('has a name for %s', (price) => {
    expect(PRICE_ITEMS[price as keyof typeof PRICES]).toMatch(/^\S.*\S$/);
  });
});
