import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AlarmLint, CombinedAlarm, Combination, HighCpuAlarm } from '../../src/alarms';
import { cpuSource, formulaOver } from '../support/sources';
import { prodStack } from '../support/stacks';

const UP = 'arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:1:autoScalingGroupName/g:policyName/up';
const STOP = 'arn:aws:automate:eu-west-1:ec2:stop';

describe('AlarmLint', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });
  const findings = () => AlarmLint.of(stack).findings();
  const metricOf = (props: Partial<cloudwatch.MetricProps> = {}) => new cloudwatch.Metric({ namespace: 'N', metricName: 'M', ...props });
  const theirs = (props: Partial<cloudwatch.AlarmProps> = {}, id = 'It') => new cloudwatch.Alarm(stack, id, {
    metric: metricOf(), threshold: 1, evaluationPeriods: 1, ...props,
  });
  const plain = (props: Partial<cloudwatch.CfnAlarmProps> = {}, id = 'It') => new cloudwatch.CfnAlarm(stack, id, {
    comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, namespace: 'N', metricName: 'M', period: 60, statistic: 'Sum', threshold: 1, ...props,
  });
  const composite = (alarmRule: string, props: Partial<cloudwatch.CfnCompositeAlarmProps> = {}, id = 'It') => (
    new cloudwatch.CfnCompositeAlarm(stack, id, { alarmRule, ...props }));
  const formula = (expression: string, usingMetrics = { a: metricOf() }) => (
    new cloudwatch.MathExpression({ expression, usingMetrics, period: Duration.minutes(1) }));
  const query = (metrics: object[]): any => ({ metrics, namespace: undefined, metricName: undefined, period: undefined, statistic: undefined });
  const band = (stat: object = {}, more: object = {}) => query([
    { id: 'm1', metricStat: { metric: { namespace: 'N', metricName: 'M' }, period: 60, stat: 'Sum', ...stat }, ...more }, { id: 'ad1', expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
  ]);

  test('has nothing to say of alarms that CloudWatch takes', () => {
    const alarm = theirs();
    alarm.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Topic')));
    theirs({ metric: formulaOver(10) }, 'Formula');
    new cloudwatch.AnomalyDetectionAlarm(stack, 'Anomaly', { metric: metricOf(), evaluationPeriods: 1 });
    new HighCpuAlarm(stack, 'Ours', { source: cpuSource() });
    new cloudwatch.CompositeAlarm(stack, 'Theirs', { alarmRule: cloudwatch.AlarmRule.anyOf(alarm) });
    new CombinedAlarm(stack, 'Combined', { rule: Combination.anyOf([alarm]), description: 'Bad.' });

    expect(findings()).toEqual([]);
  });

  /** A row of the limits: what makes CloudWatch refuse the alarm, and what is said. */
  const rows: Record<string, [make: () => void, finding: RegExp]> = {
    'six actions for ALARM': [() => theirs().addAlarmAction(...topics(6)), /^'alarmActions' must be at most 5, got 6/],
    'six actions for OK': [() => theirs().addOkAction(...topics(6)), /^'okActions' must be at most 5, got 6/],
    'six actions for INSUFFICIENT_DATA': [() => theirs().addInsufficientDataAction(...topics(6)), /^'insufficientDataActions' must be at most 5, got 6/],
    'six actions of a composite': [() => composite('ALARM("a")', { alarmActions: topicArns(6) }), /^'alarmActions' must be at most 5, got 6/],
    'a window of 25 hours': [() => theirs({ metric: metricOf({ period: Duration.minutes(5) }), evaluationPeriods: 300 }), /^'evaluationPeriods' must be within one day, or seven days .*, got 25 hours/],
    'a window of 8 days': [() => theirs({ metric: metricOf({ period: Duration.hours(1) }), evaluationPeriods: 192 }), /^'evaluationPeriods' must be within seven days, got 192 hours/],
    'a window of a formula': [() => theirs({ metric: formula('a * 2'), evaluationPeriods: 1441 }), /^'evaluationPeriods' must be within one day/],
    'a period of 45 seconds': [() => plain({ period: 45 }), /^'period' must be 10, 20, 30 or a multiple of 60 seconds, got 45/],
    'a period of 6 hours on the wall clock': [
      () => plain({ period: 21_600 }).addPropertyOverride('EvaluationWindow.WallClockWindow.Timezone', 'UTC'), /^'period' must be one of 60, 300, 3600, 86400, 604800 seconds to follow the clock/,
    ],
    'more than all datapoints': [() => theirs({ datapointsToAlarm: 3, evaluationPeriods: 2 }), /^'datapointsToAlarm' must be at most evaluationPeriods \(2\), got 3/],
    'SEARCH': [() => theirs({ metric: formula("SUM(SEARCH('{N,A} M', 'Sum'))", {} as any) }), /^'expression' must be one time series, got SEARCH/],
    'eleven metrics': [
      () => plain(query(Array.from({ length: 11 }, (_, index) => ({ id: `m${index}`, metricStat: { metric: { namespace: 'N', metricName: 'M' }, period: 60, stat: 'Sum' } })))),
      /^'metrics' must be at most 10, got 11/,
    ],
    'a formula of 2,049 characters': [() => theirs({ metric: formula(`a + ${'1'.repeat(2045)}`) }), /^'expression' must be at most 2048 characters long, got 2049/],
    'a description of 1,025 characters': [() => theirs({ alarmDescription: 'x'.repeat(1025) }), /^'alarmDescription' must be at most 1024 characters long, got 1025/],
    'a description of a composite': [() => composite('ALARM("a")', { alarmDescription: 'x'.repeat(1025) }), /^'alarmDescription' must be at most 1024 characters/],
    'a name of 256 characters': [() => plain({ alarmName: 'x'.repeat(256) }), /^'alarmName' must be at most 255 characters long, got 256/],
    '31 dimensions': [() => plain({ dimensions: dimensions(31) }), /^'dimensions' must be at most 30, got 31/],
    '31 dimensions in a formula': [
      () => plain(query([{ id: 'm', metricStat: { metric: { namespace: 'N', metricName: 'M', dimensions: dimensions(31) }, period: 60, stat: 'Sum' } }])), /^'dimensions' must be at most 30, got 31/,
    ],
    '51 tags': [() => plain({ tags: Array.from({ length: 51 }, (__, index) => ({ key: `t${index}`, value: 'x' })) }), /^'tags' must be at most 50, got 51/],
    'two queries of Metrics Insights': [() => plain(query([sql('a'), sql('b')])), /^'metrics' must have at most one query of Metrics Insights, got 2/],
    'a query that looks back for more than 3 hours': [() => plain({ ...query([sql('a', 300)]), evaluationPeriods: 37 }), /^'evaluationPeriods' must be within 3 hours for a query of Metrics Insights, got 3.1 hours/],
    '201 queries in one environment': [
      () => { for (let index = 0; index < 201; index++) { plain(query([sql('a')]), `It${index}`); } }, /^'metrics' must ask Metrics Insights in at most 200 alarms of an account and region, got 201/,
    ],
    'an EC2 action of a formula': [() => plain({ ...query([{ id: 'e', expression: 'm * 2' }]), alarmActions: [STOP] }), /^'alarmActions' must not stop, terminate, reboot or recover an EC2 instance for a formula/],
    'an EC2 action of an anomaly': [() => plain({ ...band(), thresholdMetricId: 'ad1', okActions: [STOP] }), /^'alarmActions' must not stop/],
    'an EC2 action by workflow': [
      () => plain({ ...query([{ id: 'e', expression: 'm * 2' }]), alarmActions: ['arn:aws:swf:eu-west-1:111111111111:action/actions/AWS_EC2.InstanceId.Reboot/1.0'] }), /^'alarmActions' must not stop/,
    ],
    'an EC2 action of a composite': [
      () => new cloudwatch.CompositeAlarm(stack, 'It', { alarmRule: cloudwatch.AlarmRule.fromString('ALARM("a")') }).addAlarmAction(new actions.Ec2Action(actions.Ec2InstanceAction.STOP)),
      /^'alarmActions' must not act on EC2 instances or groups for a composite alarm/,
    ],
    'a scaling action of an anomaly': [() => plain({ ...band(), thresholdMetricId: 'ad1', alarmActions: [UP] }), /^'alarmActions' must not scale a group by an anomaly/],
    'a scaling policy of the template for an anomaly': [
      () => {
        const policy = new autoscaling.CfnScalingPolicy(stack, 'Policy', { autoScalingGroupName: 'g' });
        plain({ ...band(), thresholdMetricId: 'ad1', alarmActions: [policy.ref] });
      },
      /^'alarmActions' must not scale a group by an anomaly/,
    ],
    'a scaling action of a composite': [() => composite('ALARM("a")', { alarmActions: [UP] }), /^'alarmActions' must not act on EC2 instances or groups/],
    'an anomaly of another account': [() => plain({ ...band({}, { accountId: '222222222222' }), thresholdMetricId: 'ad1' }), /^'metrics' must be of this account for anomaly detection/],
    'an anomaly in high resolution': [() => plain({ ...band({ period: 10 }), thresholdMetricId: 'ad1' }), /^'period' must be 60 seconds or more for anomaly detection, got 10/],
    'an insight rule across accounts': [
      () => plain(query([{ id: 'm', accountId: '222222222222', metricStat: { metric: {}, period: 60, stat: 'Sum' } }, { id: 'e', expression: "INSIGHT_RULE_METRIC('r', UniqueContributors)" }])),
      /^'expression' must not have INSIGHT_RULE_METRIC or SERVICE_QUOTA across accounts/,
    ],
    '101 children': [() => composite(anyOf(101)), /^'alarmRule' must name at most 100 alarms, got 101/],
    'a rule of 10,241 characters': [() => composite(`ALARM("${'x'.repeat(10_232)}")`), /^'alarmRule' must be at most 10240 characters long, got 10241/],
    '501 elements': [() => composite(`ALARM("a")${' AND TRUE'.repeat(250)}`), /^'alarmRule' must have at most 500 elements, got 501/],
    '151 parents': [
      () => { const alarm = plain({}, 'Child'); for (let index = 0; index < 151; index++) { composite(`ALARM("${alarm.ref}")`, {}, `It${index}`); } },
      /^'alarmRule' must name an alarm in at most 150 composite alarms, got 151 with /,
    ],
    'an alarm of another region': [
      () => {
        const far = new Stack(stack.node.root as App, 'Far', { env: { account: '111111111111', region: 'us-east-1' } });
        composite(`ALARM("${new cloudwatch.CfnAlarm(far, 'Alarm', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 }).attrArn}")`);
      },
      /^'alarmRule' must name alarms of the account and region of the composite alarm/,
    ],
  };

  test.each(Object.entries(rows))('finds %s', (_, [make, finding]) => {
    make();

    const found = findings();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(finding);
    expect(found[0].slice(0, 300)).not.toContain('undefined');
  });

  test('names the resource', () => {
    plain({ period: 45 });

    expect(findings()).toEqual([expect.stringMatching(/ \[at Prod\/It\]$/)]);
  });

  test('sees what was overridden', () => {
    plain().addPropertyOverride('Period', 45);

    expect(findings()).toHaveLength(1);
  });

  test('sees resources that are no alarm of the AWS CDK', () => {
    new CfnResource(stack, 'It', { type: 'AWS::CloudWatch::Alarm', properties: { Period: 45, EvaluationPeriods: 1 } });

    expect(findings()).toHaveLength(1);
  });

  test('looks below its scope only, at what is there when it is asked', () => {
    const elsewhere = new Stack(stack.node.root as App, 'Else');
    const lint = AlarmLint.of(elsewhere);
    plain({ period: 45 });
    expect(lint.findings()).toEqual([]);

    new cloudwatch.CfnAlarm(elsewhere, 'It', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, period: 45 });
    expect(lint.findings()).toHaveLength(1);
  });

  test('fails the synthesis', () => {
    AlarmLint.of(stack);
    plain({ period: 45 });

    expect(() => (stack.node.root as App).synth()).toThrow(/'period' must be 10, 20, 30 or a multiple of 60 seconds, got 45/);
  });

  function topics(count: number): cloudwatch.IAlarmAction[] {
    return topicArns(count).map((alarmActionArn) => ({ bind: () => ({ alarmActionArn }) }));
  }

  function topicArns(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `arn:aws:sns:eu-west-1:111111111111:topic${index}`);
  }

  function dimensions(count: number) {
    return Array.from({ length: count }, (_, index) => ({ name: `d${index}`, value: 'x' }));
  }

  function anyOf(count: number): string {
    return Array.from({ length: count }, (_, index) => `ALARM("a${index}")`).join(' OR ');
  }

  function sql(id: string, period = 60) {
    return { id, expression: 'SELECT MAX(CPUUtilization) FROM "AWS/EC2"', period };
  }
});
