import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CombinedAlarm, Combination, Detection, HighCpuAlarm, IMute, Mute, MuteSchedule } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { isPart } from '../../src/core/private/alarm-facts';
import { WarningId } from '../../src/core/private/warning-ids';
import { DeploymentEvents } from '../../src/signals';
import { cpuSource } from '../support/sources';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';

const TEAM = Destination.email('team@example.com');
const SUNDAY_NIGHT = { schedule: MuteSchedule.cron('0 2 * * SUN'), duration: Duration.hours(4), timezone: 'Europe/Berlin' };

describe('Mute', () => {
  let stack: Stack;
  let alerts: AlertRouter;
  let deployments: DeploymentEvents;
  beforeEach(() => {
    stack = prodStack();
    alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
    deployments = new DeploymentEvents(stack, 'Deployments', { started: { source: ['aws.ecs'] } });
  });
  const propertiesOf = (alarm: cloudwatch.AlarmBase) => (
    Template.fromStack(stack).toJSON().Resources[stack.getLogicalId(alarm.node.defaultChild as any)].Properties);
  const nameOf = (alarm: cloudwatch.IAlarm) => stack.resolve(alarm.alarmName);

  describe('during deployments', () => {
    test('tells nobody for a while after one begins', () => {
      const mute = Mute.duringDeployments(deployments, Duration.minutes(45));
      const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [mute] });

      expect(propertiesOf(cpu.alarm)).toMatchObject({
        ActionsSuppressor: nameOf(mute.suppressor!),
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 120,
        AlarmActions: [expect.anything()],
      });
      expect(propertiesOf(mute.suppressor as cloudwatch.AlarmBase)).toMatchObject({
        Namespace: 'AWS/Events', MetricName: 'MatchedEvents', Statistic: 'Sum', Period: 60, Threshold: 0, DatapointsToAlarm: 1, EvaluationPeriods: 45, TreatMissingData: 'notBreaching',
      });
    });

    test('leaves the alarm itself as it is, for rollbacks', () => {
      const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [Mute.duringDeployments(deployments)] });

      expect(cpu.metricAlarms.map(({ node }) => node.path)).toEqual(['Prod/Cpu/Alarm']);
      expect(propertiesOf(cpu.metricAlarms[0])).not.toHaveProperty('AlarmActions');
      expect(cpu.alarm.node.path).toBe('Prod/Cpu/Notification');
      expect(cpu.costEstimate().monthlyUsd).toBe(0.6);
    });

    test('is one alarm for all that it mutes', () => {
      const [one, other] = [Mute.duringDeployments(deployments), Mute.duringDeployments(deployments)];

      expect(one.suppressor).toBe(other.suppressor);
      expect(isPart(one.suppressor!)).toBe(true);
    });

    test.each([Duration.seconds(30), Duration.days(2), Duration.minutes(Lazy.number({ produce: () => 1 })), 30, null])('refuses %p', (atMost) => {
      expect(() => Mute.duringDeployments(deployments, atMost as any)).toThrow(/^'atMost' must /);
    });

    test('refuses what is no deployments', () => {
      expect(() => Mute.duringDeployments(null as any)).toThrow(/^'deployments' must be DeploymentEvents, such as .* got null/);
    });
  });

  describe('while another alarm is on', () => {
    test('tells nobody', () => {
      const database = new HighCpuAlarm(stack, 'Database', { source: cpuSource(), alerts });
      const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [Mute.whileAlarm(database.alarm)] });

      expect(propertiesOf(cpu.alarm)).toMatchObject({ ActionsSuppressor: nameOf(database.alarm) });
    });

    test('takes several together, for an alarm has one suppressor', () => {
      const database = new HighCpuAlarm(stack, 'Database', { source: cpuSource(), alerts });
      const during = Mute.duringDeployments(deployments);
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [Mute.whileAlarm(database.alarm), during] });

      expect(propertiesOf(stack.node.findChild('Cpu').node.findChild('NotificationQuiet') as cloudwatch.AlarmBase).AlarmRule).toEqual({ 'Fn::Join': ['', ['ALARM("', nameOf(database.alarm), '") OR ALARM("', nameOf(during.suppressor!), '")']] });
    });

    test('adds to the muting of a warning by its critical alarm', () => {
      const cpu = new HighCpuAlarm(stack, 'Cpu', {
        source: cpuSource(), alerts, detection: Detection.threshold({ critical: 90, warning: 75 }), mute: [Mute.duringDeployments(deployments)],
      });

      expect(cpu.alarms.map(({ node }) => node.id)).toEqual(['CriticalNotification', 'WarningNotification']);
      expect(propertiesOf(cpu.alarms[1])).toMatchObject({ ActionsSuppressor: { Ref: expect.stringMatching(/^CpuWarningNotificationQuiet/) } });
    });

    test('refuses an alarm of another region', () => {
      const elsewhere = new Stack(stack.node.root as App, 'Far', { env: { account: '111111111111', region: 'us-east-1' } });
      const far = new HighCpuAlarm(elsewhere, 'Cpu', { source: cpuSource() }).alarm;

      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), mute: [Mute.whileAlarm(far)] })).toThrow(/^'mute' must follow an alarm of the account and region of this one/);
    });

    test('refuses what is no alarm', () => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), mute: [Mute.whileAlarm({} as any)] })).toThrow(/^'mute' must be a CloudWatch alarm/);
    });
  });

  describe('during maintenance', () => {
    test('is a rule on the alarm that people hear of', () => {
      const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [Mute.maintenance(SUNDAY_NIGHT)] });

      expect(onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::AlarmMuteRule').Properties).toEqual({
        Description: expect.any(String),
        MuteTargets: { AlarmNames: [nameOf(cpu.alarm)] },
        Rule: { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT4H', Timezone: 'Europe/Berlin' } },
      });
    });

    test('needs no composite alarm', () => {
      const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [Mute.maintenance(SUNDAY_NIGHT)] });

      expect(cpu.alarm).toBe(cpu.metricAlarms[0]);
    });

    test('takes a time', () => {
      const mute = Mute.maintenance({ schedule: MuteSchedule.at('2027-01-31T22:00'), duration: Duration.days(15) });
      new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [mute] });

      expect(onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::AlarmMuteRule').Properties.Rule).toEqual({ Schedule: { Expression: 'at(2027-01-31T22:00)', Duration: 'P15D' } });
    });

    test('takes a hundred alarms in a rule, each once', () => {
      const mute = Mute.maintenance(SUNDAY_NIGHT);
      for (let index = 0; index < 101; index++) {
        const { alarm } = new HighCpuAlarm(stack, `Cpu${index}`, { source: cpuSource(), alerts, mute: [mute, Mute.maintenance(SUNDAY_NIGHT)] });
        mute.bind(alarm);
      }

      const rules = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::AlarmMuteRule'));
      expect(rules.map(({ Properties }) => Properties.MuteTargets.AlarmNames.length)).toEqual([100, 1]);
    });

    test('mutes alarms of any make', () => {
      const theirs = new cloudwatch.Alarm(stack, 'Theirs', { metric: cpuSource().goldenSignals().cpu!.metric, threshold: 1, evaluationPeriods: 1 });
      Mute.maintenance(SUNDAY_NIGHT).bind(theirs);

      expect(onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::AlarmMuteRule').Properties.MuteTargets).toEqual({ AlarmNames: [nameOf(theirs)] });
    });

    test.each([
      [{ schedule: MuteSchedule.cron('0 2 * *') }, /^'schedule' must be five fields/],
      [{ schedule: MuteSchedule.cron('') }, /^'schedule' must be five fields/],
      [{ schedule: MuteSchedule.cron('0 25 * * SUN') }, /^'schedule' must have hours between 0 and 23, got "cron\(0 25 \* \* SUN\)"/],
      [{ schedule: MuteSchedule.cron('60 2 * * SUN') }, /^'schedule' must have minutes between 0 and 59/],
      [{ schedule: MuteSchedule.cron('0 2 1-32 * *') }, /^'schedule' must have days of the month between 1 and 31/],
      [{ schedule: MuteSchedule.at('tomorrow') }, /^'schedule' must be five fields/],
      [{ schedule: 'cron(0 2 * * *)' as any }, /^'schedule' must be a MuteSchedule/],
      [{ schedule: undefined as any }, /^'schedule' must be a MuteSchedule/],
      [{ duration: Duration.seconds(30) }, /^'duration' must be a whole number between 1 and 21600 minutes/],
      [{ duration: Duration.days(16) }, /^'duration' must be a whole number between 1 and 21600 minutes/],
      [{ duration: undefined as any }, /^'duration' must be a Duration/],
      [{ timezone: 'here and there' }, /^'timezone' must be a time zone/],
      [{ timezone: 'Berlin' }, /^'timezone' must be a time zone, such as Europe\/Berlin, got "Berlin"/],
    ])('refuses %p', (bad, message) => {
      expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), mute: [Mute.maintenance({ ...SUNDAY_NIGHT, ...bad })] })).toThrow(message);
    });
  });

  test.each([
    ['*/90 0-23/5 1,15 JAN-DEC 0-7', 'UTC'], ['0 2 L * FRI#2', 'America/Argentina/Buenos_Aires'], ['0 2 15W * *', '+02:00'],
  ])('maintenance by cron(%s) in %s is taken', (cron, timezone) => {
    const mute = [Mute.maintenance({ ...SUNDAY_NIGHT, schedule: MuteSchedule.cron(cron), timezone })];
    expect(() => new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), mute })).not.toThrow();
  });

  test('may be of a user, and is bound once to what people hear of', () => {
    const bound: cloudwatch.IAlarm[] = [];
    const mine: IMute = { bind: (alarm) => { bound.push(alarm); } };
    const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, detection: Detection.threshold({ critical: 90, warning: 75 }), mute: [mine] });

    expect(bound).toEqual(cpu.alarms);
  });

  test('of a combined alarm needs no other', () => {
    const cpu = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource() });
    const mute = Mute.duringDeployments(deployments);
    const combined = new CombinedAlarm(stack, 'Both', { rule: Combination.anyOf([cpu.alarm]), description: 'Bad.', alerts, mute: [mute] });

    expect(propertiesOf(combined.alarm)).toMatchObject({ ActionsSuppressor: nameOf(mute.suppressor!) });
    expect(combined.costEstimate().monthlyUsd).toBe(0.5);
  });

  test('does not make parts warn that nobody hears of them', () => {
    new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), alerts, mute: [Mute.duringDeployments(deployments)] });

    expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([]);
  });

  test('warns where nobody hears of the whole', () => {
    new HighCpuAlarm(stack, 'Cpu', { source: cpuSource(), mute: [Mute.duringDeployments(deployments)] });

    expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toHaveLength(1);
  });
});
