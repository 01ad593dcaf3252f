import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CauseAndSymptomAlarms, CombinedAlarm, Combination, HighCpuAlarm } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { factsOf } from '../../src/core/private/alarm-facts';
import { WarningId } from '../../src/core/private/warning-ids';
import { cpuSource } from '../support/sources';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';

const TEAM = Destination.email('team@example.com');

/** An alarm whose name is known, so that rules can be read. */
function named(stack: Stack, name: string): cloudwatch.IAlarm {
  return cloudwatch.Alarm.fromAlarmName(stack, name, name);
}

describe('CombinedAlarm', () => {
  let stack: Stack;
  let [a, b, c]: cloudwatch.IAlarm[] = [];
  beforeEach(() => {
    stack = prodStack();
    [a, b, c] = ['a', 'b', 'c'].map((name) => named(stack, name));
  });
  const make = (rule: cloudwatch.IAlarmRule, props: object = {}) => new CombinedAlarm(stack, 'It', { rule, description: 'All is lost.', ...props });
  const compositeIn = (of = stack) => onlyResource(Template.fromStack(of), 'AWS::CloudWatch::CompositeAlarm').Properties;
  const ruleOf = (rule: cloudwatch.IAlarmRule) => { make(rule); return compositeIn().AlarmRule; };

  describe('rule', () => {
    test.each([
      ['all of', () => Combination.allOf([a, b]), '(ALARM("a") AND ALARM("b"))'],
      ['any of', () => Combination.anyOf([a, b, c]), '(ALARM("a") OR ALARM("b") OR ALARM("c"))'],
      ['one', () => Combination.anyOf([a]), 'ALARM("a")'],
      ['an alarm as it is', () => a, 'ALARM("a")'],
      ['at least so many', () => Combination.atLeast(2, [a, b, c]), 'AT_LEAST(2, ALARM, ("a", "b", "c"))'],
      ['at least such a share', () => Combination.atLeastPercent(50, [a, b]), 'AT_LEAST(50%, ALARM, ("a", "b"))'],
      ['none', () => Combination.inverse(Combination.anyOf([a, b])), '(NOT (ALARM("a") OR ALARM("b")))'],
      ['combinations of combinations', () => Combination.allOf([a, Combination.anyOf([b, Combination.inverse(c)])]), '(ALARM("a") AND (ALARM("b") OR (NOT ALARM("c"))))'],
      ['rules of the AWS CDK', () => Combination.allOf([a, cloudwatch.AlarmRule.fromString('OK("x")')]), '(ALARM("a") AND OK("x"))'],
    ])('is of %s', (_, rule, text) => {
      expect(ruleOf(rule())).toBe(text);
    });

    test('goes into a composite alarm of the AWS CDK', () => {
      new cloudwatch.CompositeAlarm(stack, 'Theirs', { alarmRule: Combination.atLeast(1, [a, b]) });

      expect(compositeIn().AlarmRule).toBe('AT_LEAST(1, ALARM, ("a", "b"))');
    });

    test.each([
      [() => Combination.anyOf([]), /^'rule' must be made of at least one alarm, such as .*, got \[\]/],
      [() => Combination.allOf(undefined as any), /^'rule' must be made of at least one alarm/],
      [() => Combination.anyOf([{} as any]), /^'rule' must be made of alarms, such as .*Of a HighCpuAlarm, pass its '\.alarm'/],
      [() => undefined as any, /^'rule' must be made of alarms/],
      [() => Combination.atLeast(0, [a]), /^'count' must be a whole number between 1 and 1, got 0/],
      [() => Combination.atLeast(3, [a, b]), /^'count' must be a whole number between 1 and 2, got 3/],
      [() => Combination.atLeast(1.5, [a, b]), /^'count' must be a whole number/],
      [() => Combination.atLeast(1, []), /^'rule' must be made of at least one alarm/],
      [() => Combination.atLeast(Lazy.number({ produce: () => 1 }), [a]), /^'count' must be known at synthesis/],
      [() => Combination.atLeast(1, Array(101).fill(a)), /^'alarms' must be at most 100 for at least so many of them, got 101/],
      [() => Combination.atLeastPercent(0, [a]), /^'percent' must be a whole number between 1 and 100, got 0/],
      [() => Combination.atLeastPercent(101, [a]), /^'percent' must be a whole number between 1 and 100, got 101/],
      [() => cloudwatch.AlarmRule.fromString(Array.from({ length: 101 }, (_, index) => `ALARM("a${index}")`).join(' OR ')), /^'rule' must name at most 100 alarms, got 101/],
      [() => cloudwatch.AlarmRule.fromString(`ALARM("a")${' AND TRUE'.repeat(300)}`), /^'rule' must have at most 500 elements, got 601/],
      [() => cloudwatch.AlarmRule.fromString(`ALARM("${'a'.repeat(10_240)}")`), /^'rule' must be at most 10240 characters long/],
    ])('refuses %p', (rule, message) => {
      expect(() => make(rule())).toThrow(message);
    });
  });

  describe('that is too large for CloudWatch', () => {
    const many = (count: number, name: (index: number) => string = String) => Array.from({ length: count }, (_, index) => named(stack, name(index)));
    const compositesIn = () => Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm'));
    const children = (rule: any): number => (JSON.stringify(rule).match(/ALARM\(/g) ?? []).length;

    test.each([[100, 1], [101, 2], [250, 4]])('is made of several: %p alarms make %p', (count, expected) => {
      make(Combination.anyOf(many(count)));

      const composites = compositesIn();
      expect(composites).toHaveLength(expected);
      expect(Math.max(...composites.map(([, { Properties }]) => children(Properties.AlarmRule)))).toBeLessThanOrEqual(100);
    });

    test('is split by the length of the names, too', () => {
      make(Combination.allOf(many(60, (index) => `${index}${'x'.repeat(250)}`)));

      const composites = compositesIn();
      expect(composites).toHaveLength(3);
      expect(Math.max(...composites.map(([, { Properties }]) => JSON.stringify(Properties.AlarmRule).length))).toBeLessThanOrEqual(10_240);
    });

    test('is split on levels over levels', () => {
      make(Combination.anyOf(many(10_001)));

      expect(compositesIn()).toHaveLength(100 + 1 + 1);
    });

    test('leaves the groups without an action, and does not warn of them', () => {
      const alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      make(Combination.anyOf(many(150)), { alerts });

      expect(compositesIn().filter(([, { Properties }]) => Properties.AlarmActions)).toHaveLength(1);
      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([]);
    });
  });

  describe('people', () => {
    test('hear of it by its severity, which composites of the peers forget', () => {
      const alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] });
      make(Combination.anyOf([a]), { alerts, severity: Severity.CRITICAL });

      expect(compositeIn()).toMatchObject({ AlarmActions: [{ Ref: expect.stringMatching(/^AlertsCritical/) }], OKActions: [{ Ref: expect.stringMatching(/^AlertsCritical/) }] });
    });

    test('read what is wrong, and what to do', () => {
      make(Combination.anyOf([a]), { kind: AlarmKind.CPU });

      expect(compositeIn().AlarmDescription).toMatch(/^All is lost\. First: ./);
    });

    test('are warned of by default', () => {
      const { alarm } = make(Combination.anyOf([a]));

      expect(factsOf(alarm)).toMatchObject({ severity: Severity.WARNING, kind: AlarmKind.OTHER, sourceName: 'It' });
      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toHaveLength(1);
    });

    test('need not hear of its parts', () => {
      const { alarm } = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource() });
      const alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      make(Combination.anyOf([alarm]), { alerts });

      expect(warningsWith(stack, WarningId.ALARM_WITHOUT_ROUTE)).toEqual([]);
    });
  });

  test('has no name in the template, so that two stacks of one class do not collide', () => {
    make(Combination.anyOf([a]));

    expect(compositeIn()).not.toHaveProperty('AlarmName');
  });

  test('names its alarms by their names, half as long as ARNs', () => {
    const { alarm } = new HighCpuAlarm(stack, 'Cpu', { source: cpuSource() });

    expect(ruleOf(Combination.anyOf([alarm]))).toEqual({ 'Fn::Join': ['', ['ALARM("', { Ref: expect.stringMatching(/^CpuAlarm/) }, '")']] });
  });

  test('refuses alarms of another region, for which CloudWatch would wait forever', () => {
    const far = new Stack(stack.node.root as App, 'Far', { env: { account: '111111111111', region: 'us-east-1' } });

    expect(() => make(Combination.anyOf([named(far, 'x')])))
      .toThrow("'rule' must name alarms of the account and region of the composite alarm (111111111111/eu-west-1), got 'Far/x' of 111111111111/us-east-1 [at Prod/It]");
  });

  test.each([
    [{ description: undefined }, /^'description' must say what is wrong/],
    [{ description: '' }, /^'description' must say what is wrong/],
    [{ severity: 'urgent' }, /^'severity' must be a member of Severity/],
    [{ kind: 'x' }, /^'kind' must be a member of AlarmKind/],
    [{ sourceName: 5 }, /^'sourceName' must be a text/],
    [{ mute: 'never' }, /^'mute' must be a list/],
  ])('refuses %p', (bad, message) => {
    expect(() => make(a, bad)).toThrow(message);
  });
});

describe('CauseAndSymptomAlarms', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  test('page when users feel it, and warn when they do not', () => {
    const alerts = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] });
    const [cpu, latency, errors] = ['cpu', 'latency', 'errors'].map((name) => named(stack, name));
    const both = new CauseAndSymptomAlarms(stack, 'Overload', { cause: cpu, symptoms: [latency, errors], description: 'The CPU is used up.', alerts });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmRule: '(ALARM("cpu") AND (ALARM("latency") OR ALARM("errors")))',
      AlarmActions: [{ Ref: stack.getLogicalId(stack.node.findChild('Alerts').node.findChild('Critical').node.defaultChild as any) }],
    });
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmRule: 'ALARM("cpu")', ActionsSuppressor: stack.resolve(both.critical.alarmName), ActionsSuppressorWaitPeriod: 120, ActionsSuppressorExtensionPeriod: 120,
    });
    expect([both.critical, both.warning].map((alarm) => factsOf(alarm).severity)).toEqual([Severity.CRITICAL, Severity.WARNING]);
    expect(both.costEstimate().monthlyUsd).toBe(1);
  });

  test.each([
    [{ symptoms: [] }, /^'symptoms' must be a list of at least one alarm, such as \[latency.alarm\], got \[\]/],
    [{ symptoms: undefined }, /^'symptoms' must be a list of at least one alarm/],
    [{ cause: undefined }, /^'rule' must be made of alarms/],
    [{ description: '' }, /^'description' must say what is wrong/],
  ])('refuse %p', (bad, message) => {
    const given = { cause: named(stack, 'a'), symptoms: [named(stack, 'b')], description: 'Bad.' };

    expect(() => new CauseAndSymptomAlarms(stack, 'It', { ...given, ...bad } as any)).toThrow(message);
  });
});
