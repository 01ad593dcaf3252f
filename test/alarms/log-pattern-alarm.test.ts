import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { LogPatternAlarm, LogPatternAlarmProps } from '../../src/alarms';
import { AlarmKind } from '../../src/core';
import { factsOf } from '../../src/core/private/alarm-facts';
import { onlyResource, prodStack } from '../support/stacks';

describe('LogPatternAlarm', () => {
  let stack: Stack;
  let logGroup: logs.ILogGroup;
  beforeEach(() => {
    stack = prodStack();
    logGroup = new logs.LogGroup(stack, 'Logs');
  });
  const make = (props: Partial<LogPatternAlarmProps> = {}, id = 'Failed') => new LogPatternAlarm(stack, id, { logGroup, pattern: logs.FilterPattern.anyTerm('ERROR', 'Exception'), ...props });
  const propertiesOf = (type: string) => onlyResource(Template.fromStack(stack), type).Properties;

  test('counts the lines and goes off at the first', () => {
    make();

    const metric = { MetricName: 'Failed', Namespace: 'LogPatterns/Prod' };
    expect(propertiesOf('AWS::Logs::MetricFilter')).toEqual({
      LogGroupName: { Ref: expect.stringMatching(/^Logs/) },
      FilterPattern: '?"ERROR" ?"Exception"',
      MetricTransformations: [{ MetricName: metric.MetricName, MetricNamespace: metric.Namespace, MetricValue: '1' }],
    });
    expect(propertiesOf('AWS::CloudWatch::Alarm')).toMatchObject({
      ...metric, Statistic: 'Sum', Period: 60, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold', DatapointsToAlarm: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching',
    });
  });

  test('reports nothing while there are no such lines, because a metric that says 0 is billed', () => {
    make();

    expect(propertiesOf('AWS::Logs::MetricFilter').MetricTransformations[0]).not.toHaveProperty('DefaultValue');
  });

  test('has a metric of its own, whatever else counts lines in the account', () => {
    make();
    make({}, 'Other');

    const names = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties.MetricTransformations[0].MetricName);
    expect(names).toEqual(['Failed', 'Other']);
  });

  test('says which lines', () => {
    make({ label: 'Payments that failed', maxLines: 5, period: Duration.minutes(5) });

    expect(propertiesOf('AWS::CloudWatch::Alarm')).toMatchObject({
      Threshold: 5, Period: 300, AlarmDescription: expect.stringMatching(/^Payments that failed of Logs is above 5 in 1 of 1 periods of 5 minutes\./),
    });
  });

  test('is about log lines, and costs the metric, too', () => {
    const made = make();

    expect(factsOf(made.alarm)).toMatchObject({ kind: AlarmKind.LOG_PATTERN, sourceName: 'Logs' });
    expect(made.costEstimate().monthlyUsd).toBe(0.4);
  });

  test('takes a log group from elsewhere', () => {
    logGroup = logs.LogGroup.fromLogGroupName(new Stack(stack.node.root as App, 'Other'), 'Theirs', '/theirs');
    make();

    expect(propertiesOf('AWS::Logs::MetricFilter').LogGroupName).toBe('/theirs');
  });

  test('refuses a hundred and first filter on a log group', () => {
    for (let index = 0; index < 100; index++) { make({}, `Filter${index}`); }

    expect(() => make({}, 'OneMore')).toThrow("'logGroup' must have at most 100 metric filters, got 101 for 'Prod/Logs'. Put several terms into one pattern [at Prod/OneMore]");
  });

  test('refuses a log group whose class counts nothing', () => {
    logGroup = new logs.LogGroup(stack, 'Rare', { logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS });

    expect(() => make()).toThrow("'logGroup' must be of the class STANDARD to count lines, got INFREQUENT_ACCESS for 'Prod/Rare'");
  });

  test.each([
    [{ logGroup: undefined }, /^'logGroup' must be a log group, got undefined/],
    [{ logGroup: {} }, /^'logGroup' must be a log group/],
    [{ pattern: undefined }, /^'pattern' must be a filter pattern/],
    [{ pattern: logs.FilterPattern.literal('x'.repeat(1025)) }, /^'pattern' must be a filter pattern of at most 1024 characters, such as .*, got 1025 characters/],
    [{ maxLines: -1 }, /^'maxLines' must be at least 0/],
    [{ period: Duration.seconds(30) }, /^'period' must be a whole number between 1 and 1440 minutes/],
    [{ period: Duration.days(2) }, /^'period' must be a whole number between 1 and 1440 minutes/],
    [{ label: 5 }, /^'label' must be a text/],
  ])('refuses %p', (bad, message) => {
    expect(() => make(bad as any)).toThrow(message);
  });
});
