import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Detection, HighCpuAlarm, HighCpuAlarmProps, LowFreeStorageAlarm, SignalAlarm } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { Severity } from '../../src/core';
import { factsOf, isPart } from '../../src/core/private/alarm-facts';
import { SignalUnit } from '../../src/signals';
import { cpuSource, formulaOver, recommendation, signal, source } from '../support/sources';
import { prodStack } from '../support/stacks';

const TEAM = Destination.email('team@example.com');

describe('Detection', () => {
  let stack: Stack;
  let alerts: AlertRouter;
  beforeEach(() => {
    stack = prodStack();
    alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM], informational: [Destination.logGroup()] });
  });

  /** The alarms by the ids of their constructs. */
  function alarmsOf(props: Partial<HighCpuAlarmProps>): Record<string, any> {
    new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, ...props });
    const template = Template.fromStack(stack);
    const found = { ...template.findResources('AWS::CloudWatch::Alarm'), ...template.findResources('AWS::CloudWatch::CompositeAlarm') };
    return Object.fromEntries(Object.entries(found).map(([id, { Properties }]) => [id.replace(/^Cpu|[0-9A-F]{8}$/g, ''), Properties]));
  }

  const ref = (id: string) => ({ Ref: expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`)) });
  const rule = (...ids: string[]) => ({ 'Fn::Join': ['', ids.flatMap((id, index) => [index === 0 ? 'ALARM("' : '") AND ALARM("', ref(id)]).concat('")' as any)] });

  describe('recommended', () => {
    test('is the default', () => {
      expect(alarmsOf({ detection: Detection.recommended() })).toEqual({ Alarm: expect.objectContaining({ Threshold: 80 }) });
    });
  });

  describe('by severity', () => {
    test('makes an alarm of each, with its own route', () => {
      const alarms = alarmsOf({ detection: Detection.threshold({ critical: 90, warning: 75 }) });

      expect(alarms).toMatchObject({
        Critical: { Threshold: 90, AlarmActions: [ref('AlertsCritical')], OKActions: [ref('AlertsCritical')] },
        Warning: { Threshold: 75 },
        WarningNotification: { AlarmActions: [ref('AlertsWarning')] },
      });
      expect(alarms.Warning).not.toHaveProperty('AlarmActions');
    });

    test('mutes the warning while the critical alarm is on', () => {
      expect(alarmsOf({ detection: Detection.threshold({ critical: 90, warning: 75 }) }).WarningNotification).toMatchObject({
        AlarmRule: rule('CpuWarning'),
        ActionsSuppressor: ref('CpuCritical'),
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 120,
        AlarmDescription: expect.stringMatching(/above 75 %/),
      });
    });

    test('mutes each by the next more urgent, which is on as well while the most urgent is', () => {
      const alarms = alarmsOf({ detection: Detection.threshold({ informational: 50, critical: 90, warning: 75 }) });

      expect([alarms.WarningNotification.ActionsSuppressor, alarms.InformationalNotification.ActionsSuppressor]).toEqual([ref('CpuCritical'), ref('CpuWarning')]);
    });

    test('needs no composite alarm for one severity', () => {
      expect(Object.keys(alarmsOf({ detection: Detection.threshold({ critical: 90 }) }))).toEqual(['Critical']);
    });

    test('knows which alarms people hear of, the most urgent first', () => {
      const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), detection: Detection.threshold({ warning: 75, critical: 90 }) });

      expect(cpu.alarms.map(({ node }) => node.id)).toEqual(['Critical', 'WarningNotification']);
      expect(cpu.alarm).toBe(cpu.alarms[0]);
      expect(cpu.metricAlarms.map(({ node }) => node.id)).toEqual(['Critical', 'Warning']);
      expect(cpu.alarms.map((alarm) => factsOf(alarm).severity)).toEqual([Severity.CRITICAL, Severity.WARNING]);
      expect(cpu.metricAlarms.map(isPart)).toEqual([false, true]);
      expect(cpu.costEstimate().monthlyUsd).toBe(0.7);
    });

    test('takes the critical threshold below the other where less is bad', () => {
      const disk = source('db', { extras: { freeStorage: signal('Free', { unit: SignalUnit.BYTES }) } });

      expect(() => new LowFreeStorageAlarm(stack, 'Right', { source: disk, detection: Detection.threshold({ critical: 1, warning: 2 }) })).not.toThrow();
      expect(() => new LowFreeStorageAlarm(stack, 'Wrong', { source: disk, detection: Detection.threshold({ critical: 2, warning: 1 }) }))
        .toThrow("'detection' must have a critical threshold below the warning one, got 2 and 1. The more urgent one is to go off later [at Prod/Wrong]");
    });

    test('takes thresholds that are only known at deployment', () => {
      const token = Lazy.number({ produce: () => 42 });

      expect(alarmsOf({ detection: Detection.threshold({ critical: token, warning: 75 }) })).toMatchObject({ Critical: { Threshold: 42 } });
    });

    test.each([
      [{ detection: Detection.threshold({}) }, /^'detection' must have a threshold, got none/],
      [{ detection: Detection.threshold(null as any) }, /^'detection' must have thresholds by severity/],
      [{ detection: Detection.threshold({ critical: NaN }) }, /^'critical' must be a number in the unit of the signal, got NaN/],
      [{ detection: Detection.threshold({ warning: '75' as any }) }, /^'warning' must be a number in the unit of the signal, got "75"/],
      [{ detection: Detection.threshold({ critical: 75, warning: 75 }) }, /^'detection' must have a critical threshold above the warning one, got 75 and 75/],
      [{ detection: Detection.threshold({ critical: 90 }), thresholdPercent: 80 }, /^'thresholdPercent' must not be given with a 'detection'/],
      [{ detection: Detection.anomaly(), thresholdPercent: 80 }, /^'thresholdPercent' must not be given with a 'detection'/],
      [{ detection: Detection.threshold({ critical: 90 }), severity: Severity.WARNING }, /^'severity' must not be given with a threshold for each severity, got "warning"/],
    ])('refuses %p', (props, message) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), ...props })).toThrow(message);
    });
  });

  describe('of what is unusual', () => {
    test('looks at the upper side only', () => {
      expect(alarmsOf({ detection: Detection.anomaly() })).toEqual({
        Anomaly: expect.objectContaining({
          ComparisonOperator: 'GreaterThanUpperThreshold',
          ThresholdMetricId: 'usual',
          Metrics: [
            { Id: 'm1', ReturnData: true, MetricStat: { Metric: { MetricName: 'CPUutilization', Namespace: 'Test' }, Period: 60, Stat: 'Average' } },
            { Id: 'usual', ReturnData: true, Expression: 'ANOMALY_DETECTION_BAND(m1, 3)' },
          ],
          DatapointsToAlarm: 5,
          EvaluationPeriods: 5,
          AlarmActions: [ref('AlertsWarning')],
          AlarmDescription: expect.stringMatching(/^CPU utilization of orders is above what is usual at this time in 5 of 5 periods of 1 minute\./),
        }),
      });
    });

    test('has no threshold, which CloudWatch would refuse', () => {
      expect(alarmsOf({ detection: Detection.anomaly({ bandWidth: 2.5 }) }).Anomaly).not.toHaveProperty('Threshold');
    });

    test('stays quiet below a floor, however unusual', () => {
      const alarms = alarmsOf({ detection: Detection.anomaly({ floor: 40 }) });

      expect(alarms).toMatchObject({
        AnomalyFloor: { Threshold: 40, ComparisonOperator: 'GreaterThanThreshold', MetricName: 'CPUutilization' },
        AnomalyNotification: {
          AlarmRule: rule('CpuAnomaly', 'CpuAnomalyFloor'),
          AlarmActions: [ref('AlertsWarning')],
          AlarmDescription: expect.stringMatching(/above what is usual at this time, and above 40 %, in 5 of 5/),
        },
      });
      expect([alarms.Anomaly, alarms.AnomalyFloor].map(({ AlarmActions }) => AlarmActions)).toEqual([undefined, undefined]);
    });

    test('says what it costs', () => {
      const cost = (detection: Detection, id: string) => new HighCpuAlarm(stack, id, { source: cpuSource(), detection }).costEstimate().monthlyUsd;

      expect([cost(Detection.anomaly(), 'A'), cost(Detection.anomaly({ floor: 40 }), 'B')]).toEqual([0.3, 0.9]);
    });

    test('needs no recommendation', () => {
      expect(alarmsOf({ source: cpuSource('x', {}), detection: Detection.anomaly() })).toMatchObject({ Anomaly: { DatapointsToAlarm: 3, EvaluationPeriods: 3 } });
    });

    test('is as urgent as told', () => {
      expect(alarmsOf({ detection: Detection.anomaly(), severity: Severity.CRITICAL })).toMatchObject({ Anomaly: { AlarmActions: [ref('AlertsCritical')] } });
    });

    test.each([
      ['a formula', { metric: formulaOver(2) }, /^'detection' must watch one metric to learn what is usual, got a formula\. Use Detection.threshold\(\)/],
      ['another account', { metric: new cloudwatch.Metric({ namespace: 'N', metricName: 'M', account: '222222222222' }) }, /^'detection' must watch a metric of the account of the stack/],
      ['another region', { metric: new cloudwatch.Metric({ namespace: 'N', metricName: 'M', region: 'us-east-1' }) }, /^'source' must have metrics of the region/],
      ['high resolution', { period: Duration.seconds(10) }, /^'detection' must watch a metric with a period of a minute or more to learn what is usual, got 10 seconds/],
    ])('is refused for %s', (_, overrides, message) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource('x', overrides), detection: Detection.anomaly() })).toThrow(message);
    });

    test('is refused where less is bad', () => {
      const low = source('db', { extras: { free: signal('Free') } });

      expect(() => new SignalAlarm(stack, 'It', { source: low, signal: 'free', comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD, detection: Detection.anomaly() }))
        .toThrow("'detection' must be by threshold where less is bad, got anomaly detection for 'Free'");
    });

    test.each([0, -1, NaN, 101, '3', null, Lazy.number({ produce: () => 3 })])('refuses a band of %p', (bandWidth) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), detection: Detection.anomaly({ bandWidth: bandWidth as any }) }))
        .toThrow(/^'bandWidth' must be above 0 and at most 100 standard deviations, got /);
    });

    test.each([NaN, '40', Infinity])('refuses a floor of %p', (floor) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), detection: Detection.anomaly({ floor: floor as any }) })).toThrow(/^'floor' must be /);
    });
  });

  describe('of both', () => {
    test('watches both, the unusual only while the threshold is not crossed', () => {
      const alarms = alarmsOf({ detection: Detection.thresholdAndAnomaly({ critical: 90 }, { floor: 40 }) });

      expect(Object.keys(alarms).sort()).toEqual(['Anomaly', 'AnomalyFloor', 'AnomalyNotification', 'Critical']);
      expect(alarms).toMatchObject({
        Critical: { Threshold: 90, AlarmActions: [ref('AlertsCritical')] },
        AnomalyNotification: { ActionsSuppressor: ref('CpuCritical'), AlarmRule: rule('CpuAnomaly', 'CpuAnomalyFloor'), AlarmActions: [ref('AlertsWarning')] },
      });
    });

    test('takes the recommended threshold where none is given', () => {
      expect(alarmsOf({ detection: Detection.thresholdAndAnomaly({}) })).toMatchObject({ Alarm: { Threshold: 80 }, AnomalyNotification: { ActionsSuppressor: ref('CpuAlarm') } });
    });

    test('takes the threshold of the alarm where none is given', () => {
      expect(alarmsOf({ detection: Detection.thresholdAndAnomaly({}), thresholdPercent: 95 })).toMatchObject({ Alarm: { Threshold: 95 } });
    });
  });

  test('waits for the first data with each of its alarms', () => {
    const alarms = alarmsOf({ source: cpuSource('x', { recommendation: recommendation() }), detection: Detection.threshold({ critical: 90, warning: 75 }) });

    const waiting = { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 30 } };
    expect(alarms).toMatchObject({ Critical: waiting, Warning: waiting });
  });
});
