import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Duration } from 'aws-cdk-lib/core';
import { CombinedAlarm, Combination, Detection, Mute, MuteSchedule, RecommendedAlarms, RecommendedAlarmsProps } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { factsOf } from '../../src/core/private/alarm-facts';
import { WarningId } from '../../src/core/private/warning-ids';
import { ISignalSource, Signals, SignalUnit } from '../../src/signals';
import { recommendation, signal, source } from '../support/sources';
import { prodStack, warningsWith } from '../support/stacks';

const TEAM = Destination.email('team@example.com');

function orders(name = 'orders'): ISignalSource {
  return source(name, {
    cpu: signal('CPU', { recommendation: recommendation() }),
    latency: signal('Latency', { unit: SignalUnit.SECONDS, recommendation: recommendation({ threshold: 1, severity: Severity.CRITICAL }) }),
    requests: signal('Requests', { unit: SignalUnit.COUNT }),
    extras: { throttles: signal('Throttles', { unit: SignalUnit.COUNT, recommendation: recommendation({ threshold: 0 }) }) },
  });
}

describe('RecommendedAlarms', () => {
  let stack: Stack;
  let alerts: AlertRouter;
  beforeEach(() => {
    stack = prodStack();
    alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] });
  });
  const make = (props: Partial<RecommendedAlarmsProps> = {}) => new RecommendedAlarms(stack, 'Alarms', { sources: [orders()], alerts, ...props });
  const pathsOf = ({ alarms }: RecommendedAlarms) => alarms.map(({ node }) => node.path.replace('Prod/Alarms/', ''));

  test('are those that are recommended for the signals of all sources, extras among them', () => {
    expect(pathsOf(make({ sources: [orders(), orders('shop')] }))).toEqual([
      'orders/cpu/Alarm', 'orders/latency/Alarm', 'orders/throttles/Alarm', 'shop/cpu/Alarm', 'shop/latency/Alarm', 'shop/throttles/Alarm',
    ]);
  });

  test('have the recommended condition and severity', () => {
    make();

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Latency', Threshold: 1, AlarmActions: [{ Ref: criticalTopic() }] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'CPU', Threshold: 80, DatapointsToAlarm: 5, EvaluationPeriods: 5, TreatMissingData: 'breaching' });
  });
  const criticalTopic = () => stack.getLogicalId(alerts.node.findChild('Critical').node.defaultChild as any);

  test('are listed at once, so that composites and dashboards made before synthesis have them all', () => {
    const recommended = make();
    const { alarm } = new CombinedAlarm(stack, 'Any', { rule: Combination.anyOf(recommended.alarms), description: 'Bad.', alerts });

    expect(recommended.alarms).toHaveLength(3);
    expect(JSON.stringify(stack.resolve((alarm.node.defaultChild as cloudwatch.CfnCompositeAlarm).alarmRule)).match(/ALARM\(/g)).toHaveLength(3);
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))).toHaveLength(3);
  });

  test('know what they are about', () => {
    expect(make().alarms.map((alarm) => factsOf(alarm).kind)).toEqual([AlarmKind.CPU, AlarmKind.LATENCY, AlarmKind.THROTTLES]);
  });

  test('keep their ids when the sources change their order', () => {
    const idsOf = (sources: ISignalSource[]) => {
      const own = prodStack();
      new RecommendedAlarms(own, 'Alarms', { sources });
      return Object.keys(Template.fromStack(own).findResources('AWS::CloudWatch::Alarm')).sort();
    };

    expect(idsOf([orders(), orders('shop')])).toEqual(idsOf([orders('shop'), orders()]));
  });

  test('look up the signals of a source once', () => {
    let calls = 0;
    make({ sources: [{ sourceName: 'orders', goldenSignals: () => { calls++; return orders().goldenSignals(); } }] });

    expect(calls).toBe(1);
  });

  test('take a real service', () => {
    const service = ecs.FargateService.fromFargateServiceArn(stack, 'Service', 'arn:aws:ecs:eu-west-1:111111111111:service/web');
    const cluster = { ...service, serviceName: 'web', node: service.node, cluster: { clusterName: 'c' } } as unknown as ecs.IBaseService;

    expect(make({ sources: [Signals.named('web', Signals.ecsService(cluster))] }).alarms.length).toBeGreaterThanOrEqual(2);
  });

  test('leave out what is excepted', () => {
    const sources = [orders(), orders('shop'), orders('admin')];

    expect(pathsOf(make({ sources, exclude: ['cpu', 'orders/latency', 'admin/*'] }))).toEqual(['orders/throttles/Alarm', 'shop/latency/Alarm', 'shop/throttles/Alarm']);
  });

  test('are otherwise where told, for one source rather than for all', () => {
    make({
      sources: [orders(), orders('shop')],
      exclude: ['latency', 'throttles'],
      overrides: { 'cpu': { threshold: 90, evaluationPeriods: 4 }, 'shop/cpu': { threshold: 95 } },
    });

    const found = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [Properties.Threshold, Properties.EvaluationPeriods]);
    expect(found).toEqual([[90, 4], [95, 4]]);
  });

  test('take a threshold for one source in place of a detection for all, and the other way round', () => {
    make({
      sources: [orders(), orders('shop')],
      exclude: ['latency', 'throttles'],
      overrides: { 'cpu': { threshold: 85, evaluationPeriods: 4 }, 'shop/cpu': { detection: Detection.threshold({ critical: 95, warning: 80 }) } },
    });
    const other = prodStack();
    new RecommendedAlarms(other, 'Alarms', {
      sources: [orders()], exclude: ['latency', 'throttles'], overrides: { 'cpu': { detection: Detection.anomaly() }, 'orders/cpu': { threshold: 70 } },
    });

    const found = [stack, other].map((each) => Object.values(Template.fromStack(each).findResources('AWS::CloudWatch::Alarm'))
      .map(({ Properties }) => [Properties.Threshold, Properties.EvaluationPeriods]));
    expect(found).toEqual([[[85, 4], [95, 4], [80, 4]], [[70, expect.any(Number)]]]);
  });

  test('watch a signal for which nothing is recommended once it has a threshold or a detection', () => {
    expect(pathsOf(make({ exclude: ['cpu', 'latency', 'throttles'], overrides: { requests: { threshold: 10_000 } } }))).toEqual(['orders/requests/Alarm']);
    stack = prodStack();
    expect(pathsOf(new RecommendedAlarms(stack, 'Alarms', { sources: [orders()], exclude: ['cpu', 'latency', 'throttles'], overrides: { requests: { detection: Detection.anomaly() } } })))
      .toEqual(['orders/requests/Anomaly']);
  });

  test('may go to another router', () => {
    const others = new AlertRouter(stack, 'Others', { critical: [TEAM] });
    make({ exclude: ['latency', 'throttles'], overrides: { cpu: { alerts: others } } });

    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: stack.getLogicalId(others.node.findChild('Critical').node.defaultChild as any) }] });
  });

  test('are muted together, and one alone', () => {
    const night = Mute.maintenance({ schedule: MuteSchedule.cron('0 2 * * *'), duration: Duration.hours(1) });
    const day = Mute.maintenance({ schedule: MuteSchedule.cron('0 14 * * *'), duration: Duration.hours(1) });
    make({ mute: [night], overrides: { cpu: { mute: [day] } } });

    const rules = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::AlarmMuteRule'));
    expect(rules.map(({ Properties }) => Properties.MuteTargets.AlarmNames.length).sort()).toEqual([1, 3]);
  });

  test('say what they cost', () => {
    expect(make().costEstimate()).toMatchObject({ monthlyUsd: 0.3, lines: [{ item: 'alarm metric', quantity: 3 }] });
  });

  test('warn of a source that nothing watches', () => {
    make({ sources: [source('silent', { requests: signal('Requests') })] });

    expect(warningsWith(stack, WarningId.NOTHING_RECOMMENDED)).toEqual([expect.stringContaining("Nothing watches 'silent': no alarm is recommended for what it reports.")]);
  });

  test('have names of sources with spaces and slashes in their ids', () => {
    expect(pathsOf(make({ sources: [orders('Web/Service one')], exclude: ['latency', 'throttles'] }))).toEqual(['Web-Service-one/cpu/Alarm']);
  });

  test.each([
    [{ sources: [] }, /^'sources' must be a list of what to watch, such as .*, got \[\]/],
    [{ sources: undefined }, /^'sources' must be a list of what to watch/],
    [{ sources: [{}] }, /^'sources' must be a signal source/],
    [{ sources: [orders(), orders()] }, /^'sources' must have names of their own, got "orders" more than once/],
    [{ sources: [orders('a/b'), orders('a-b')] }, /^'sources' must have names of their own, got "a-b" more than once/],
    [{ sources: [orders('')] }, /^'sources' must have names that are known at synthesis/],
    [{ exclude: ['cpus'] }, /^'exclude' must name signals of the sources, got "cpus"\. There are cpu, latency, requests, throttles; for one source, write "orders\/cpu"/],
    [{ exclude: 'cpu' }, /^'exclude' must be a list/],
    [{ overrides: { 'shop/cpu': {} } }, /^'overrides' must name signals of the sources, got "shop\/cpu"/],
    [{ overrides: { 'orders/*': {} } }, /^'overrides' must name signals of the sources/],
    [{ overrides: { cpu: 90 } }, /^'overrides' must have options by signal, such as .*, got 90 for "cpu"/],
    [{ exclude: ['orders/memory'] }, /^'exclude' must name signals of the sources, got "orders\/memory"\. Of "orders" there are cpu, latency, requests, throttles \[/],
    [{ overrides: { cpu: {} } }, /^'overrides' must say something of each signal it names, got nothing for "cpu"\. Leave it out; in Python, write Rec/],
    [{ overrides: { cpu: { thresholdPercent: 90 } } }, /^'overrides' must have options that there are, got "thresholdPercent" for "cpu"\. There are threshold, detection, .*, mute \[/],
    [{ overrides: { cpu: { mute: 5 } } }, /^'mute' must be a list, got 5/],
    [{ overrides: { cpu: { mute: null } } }, /^'mute' must be a list, got null/],
    [{ overrides: [] }, /^'overrides' must be values by name/],
    [{ mute: {} }, /^'mute' must be a list/],
  ])('refuse %p', (bad, message) => {
    expect(() => make(bad as any)).toThrow(message);
  });

  test('refuse a name that is only known at deployment', () => {
    expect(() => make({ sources: [orders(stack.resolve('x') && `${stack.stackId}`)] })).toThrow(/^'sources' must have names that are known at synthesis/);
  });
});
