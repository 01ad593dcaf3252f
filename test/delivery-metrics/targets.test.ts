import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { DoraBands, DoraMetrics, DoraTargets, DoraTargetOptions, DoraWindow } from '../../src';

const TEAM = { deploymentsPerWeek: 7, leadTime: Duration.days(1), recoveryTime: Duration.hours(2), changeFailRatePercent: 15 };

test('the elite band is a target', () => {
  expect(DoraTargets.elite()._values()).toEqual({ deploymentsPerDay: 1, leadTime: 86_400, changeFailRate: 5, recoveryTime: 3600 });
  expect(DoraTargets.elite(DoraBands.report2021())._values()).toMatchObject({ leadTime: 3600, changeFailRate: 15 });
});

test('a team says its own', () => {
  expect(DoraTargets.of(TEAM)._values()).toEqual({ deploymentsPerDay: 1, leadTime: 86_400, recoveryTime: 7200, changeFailRate: 15 });
});

test('what is left out has no target', () => {
  expect(JSON.parse(JSON.stringify(DoraTargets.of({ reworkRatePercent: 0 })._values()))).toEqual({ reworkRate: 0 });
});

test.each([
  [TEAM, 'deployment frequency at least daily, change lead time up to 1 d, failed deployment recovery time up to 2 h, change fail rate up to 15 %'],
  [{ deploymentsPerWeek: 5 }, 'deployment frequency at least every working day'],
  [{ deploymentsPerWeek: 1 }, 'deployment frequency at least weekly'],
  [{ deploymentsPerWeek: 0.25 }, 'deployment frequency at least every four weeks'],
  [{ deploymentsPerWeek: 2 }, 'deployment frequency at least 2 times a week'],
  [{ deploymentsPerWeek: 14 }, 'deployment frequency at least 2 times a day'],
  [{ deploymentsPerWeek: 0.5 }, 'deployment frequency at least every 14 days'],
  [{ leadTime: Duration.hours(36), recoveryTime: Duration.minutes(90) }, 'change lead time up to 1.5 d, failed deployment recovery time up to 1.5 h'],
  [{ leadTime: Duration.minutes(5), recoveryTime: Duration.seconds(30) }, 'change lead time up to 5 min, failed deployment recovery time up to 30 s'],
  [{ recoveryTime: Duration.millis(500) }, 'failed deployment recovery time up to 0.5 s'],
  [{ reworkRatePercent: 2.5 }, 'deployment rework rate up to 2.5 %'],
] as [DoraTargetOptions, string][])('in words: %#', (options, words) => {
  expect(DoraTargets.of(options).describe()).toBe(words);
});

test.each([
  [{}, "its options must be at least one target, such as { leadTime: Duration.days(1) }, got none. Leave out 'targets' for the elite band"],
  [undefined, 'its options must be values by name, such as { leadTime: Duration.days(1) }, got undefined'],
  [{ deploymentsPerWeek: 0 }, "'deploymentsPerWeek' must be a number above 0 and at most 10000, got 0"],
  [{ deploymentsPerWeek: NaN }, "'deploymentsPerWeek' must be a number above 0 and at most 10000, got NaN"],
  [{ deploymentsPerWeek: 'daily' }, "'deploymentsPerWeek' must be a number above 0 and at most 10000, got \"daily\""],
  [{ deploymentsPerWeek: Lazy.number({ produce: () => 1 }) }, "'deploymentsPerWeek' must be a number above 0 and at most 10000, got a token"],
  [{ changeFailRatePercent: 101 }, "'changeFailRatePercent' must be between 0 and 100, got 101"],
  [{ reworkRatePercent: -1 }, "'reworkRatePercent' must be between 0 and 100, got -1"],
  [{ leadTime: 86_400 }, "'leadTime' must be a Duration, such as Duration.hours(2), got 86400"],
  [{ leadTime: Duration.days(0) }, "'leadTime' must be longer than nothing, got"],
  [{ recoveryTime: Duration.hours(Lazy.number({ produce: () => 1 })) }, "'recoveryTime' must be known at synth, got a token"],
])('fails for %j', (options, message) => {
  expect(() => DoraTargets.of(options as any)).toThrow(message);
  expect(() => DoraTargets.of(options as any)).toThrow('[at DoraTargets.of()]');
});

describe('the gauges', () => {
  const dora = () => new DoraMetrics(new Stack(new App(), 'Monitoring'), 'Dora', { metricNamespace: 'Shop' });

  test('are one a day, of production over four weeks unless said otherwise', () => {
    expect(dora().metricLeadTime('Orders').toMetricConfig().metricStat).toMatchObject({
      namespace: 'Shop',
      metricName: 'LeadTimeP50',
      statistic: 'Average',
      period: Duration.days(1),
      dimensions: [{ name: 'Environment', value: 'production' }, { name: 'Service', value: 'Orders' }, { name: 'Window', value: '28d' }],
    });
  });

  test.each([
    ['DeploymentsPerDay', (each: DoraMetrics) => each.metricDeploymentFrequency('Orders', { environment: 'eu', window: DoraWindow.DAYS_7 })],
    ['ChangeFailRate', (each: DoraMetrics) => each.metricChangeFailRate('Orders', { environment: 'eu', window: DoraWindow.DAYS_7 })],
    ['RecoveryTimeP50', (each: DoraMetrics) => each.metricRecoveryTime('Orders', { environment: 'eu', window: DoraWindow.DAYS_7 })],
    ['ReworkRate', (each: DoraMetrics) => each.metricReworkRate('Orders', { environment: 'eu', window: DoraWindow.DAYS_7 })],
  ])('%s is one of them', (metricName, metricOf) => {
    expect(metricOf(dora()).toMetricConfig().metricStat).toMatchObject({
      metricName, dimensions: [{ name: 'Environment', value: 'eu' }, { name: 'Service', value: 'Orders' }, { name: 'Window', value: '7d' }],
    });
  });

  test('fail for what nothing is called', () => {
    expect(() => dora().metricLeadTime('')).toThrow("'service' must be 1 to 100 letters, digits, spaces or any of '._/-', known at synth, got \"\" [at Monitoring/Dora]");
    expect(() => dora().metricLeadTime('Orders', { window: '30d' as DoraWindow })).toThrow("'window' must be a member of DoraWindow, got \"30d\" [at Monitoring/Dora]");
    expect(() => dora().metricLeadTime('Orders', { environment: 3 as any })).toThrow("'environment' must be a text, got 3 [at Monitoring/Dora]");
  });
});
