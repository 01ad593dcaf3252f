import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { BurnRates, ServiceLevelObjective, ServiceLevelObjectiveProps, Sli } from '../../src/alarms';
import { SignalUnit } from '../../src/signals';
import { AlarmSimulator, Message, seriesOf, World } from '../support/alarm-simulator';
import { source } from '../support/sources';
import { prodStack } from '../support/stacks';

const HOUR = 60;
const DAY = 24 * HOUR;

/** What is bad of 1,000 requests a minute when the budget of 99.9 % burns once. */
const ONCE = 1;

const metric = (metricName: string) => new cloudwatch.Metric({ namespace: 'Shop', metricName, statistic: 'Sum', period: Duration.minutes(1) });

/** Bad and all requests for so many minutes; without bad requests, nothing reports them. */
function world(minutes: number, badIn: (minute: number) => number, requestsIn: (minute: number) => number = () => 1000): World {
  const each = Array.from({ length: minutes }, (_, minute) => minute);
  return {
    'Bad|Sum': each.map((minute) => Math.min(badIn(minute), requestsIn(minute)) || undefined),
    'All|Sum': each.map((minute) => requestsIn(minute) || undefined),
  };
}

function simulator(of: World, props: Partial<ServiceLevelObjectiveProps> = {}): AlarmSimulator {
  const stack = prodStack();
  new ServiceLevelObjective(stack, 'Slo', { indicator: Sli.ratio({ bad: metric('Bad'), total: metric('All') }), objectivePercent: 99.9, ...props });
  return new AlarmSimulator(Template.fromStack(stack).toJSON() as any, of);
}

function messages(of: World, props: Partial<ServiceLevelObjectiveProps> = {}): { minute: number; tier: string }[] {
  return simulator(of, props).run().map(({ minute, alarm }: Message) => ({ minute, tier: alarm.replace(/^SloOver(\d+.)Alarm.*$/, '$1') }));
}

/** From minute `from` on, for `minutes`, burns so many times too fast. */
function burning(times: number, from: number, minutes = Infinity): (minute: number) => number {
  return (minute) => minute >= from && minute < from + minutes ? times * ONCE : 0;
}

describe('the alarms of an objective of 99.9 %', () => {
  test('page within three minutes of a total outage, and once', () => {
    const [page, ...others] = messages(world(2 * DAY, burning(1000, DAY, 30)));

    expect(page.tier).toBe('1h');
    expect(page.minute - DAY).toBeLessThanOrEqual(3);
    expect(others).toEqual([]);
  });

  test('say once more that a total outage goes on only when it outlasts what they said', () => {
    expect(messages(world(2 * DAY, burning(1000, DAY, 6 * HOUR))).map(({ tier }) => tier)).toEqual(['1h']);
  });

  test('are quiet while the budget burns exactly once', () => {
    expect(messages(world(10 * DAY, burning(1, 0)))).toEqual([]);
  });

  test('are quiet without any bad request', () => {
    expect(messages(world(4 * DAY, () => 0))).toEqual([]);
  });

  test('page for 14.5 times within the hour, and not before the short window is full of it', () => {
    const [page] = messages(world(2 * DAY, burning(14.5, DAY)));

    expect(page.tier).toBe('1h');
    expect(page.minute - DAY).toBeGreaterThan(5);
    expect(page.minute - DAY).toBeLessThanOrEqual(60);
  });

  test('page for 6.5 times within six hours', () => {
    const [page] = messages(world(2 * DAY, burning(6.5, DAY)));

    expect(page.tier).toBe('6h');
    expect(page.minute - DAY).toBeLessThanOrEqual(6 * HOUR);
  });

  test('warn of 3.5 times within a day, without a page', () => {
    const heard = messages(world(4 * DAY, burning(3.5, DAY)));

    expect(heard[0].tier).toBe('1d');
    expect(heard[0].minute).toBeLessThanOrEqual(2 * DAY);
    expect(heard.map(({ tier }) => tier)).not.toContain('1h');
    expect(heard.map(({ tier }) => tier)).not.toContain('6h');
  });

  test('warn of a slow leak of 1.2 times after three bad days, by the hour', () => {
    const [warning, ...others] = messages(world(6 * DAY, burning(1.2, DAY)));

    expect(warning.tier).toBe('3d');
    expect(warning.minute).toBeGreaterThan(3 * DAY);
    expect(warning.minute).toBeLessThanOrEqual(4 * DAY + HOUR);
    expect(others).toEqual([]);
  });

  test('say nothing of two bad days with a good one between them', () => {
    expect(messages(world(8 * DAY, (minute) => minute % (2 * DAY) < DAY ? 1.5 : 0))).toEqual([]);
  });

  test('do not page for a burst that is over before anyone could look', () => {
    expect(messages(world(2 * DAY, burning(10, DAY, 5)))).toEqual([]);
  });

  test('are off within a short window after the cause of a page is gone', () => {
    const alarms = simulator(world(DAY + 35, burning(100, DAY, 30)));

    expect(alarms.run()).toHaveLength(1);
    expect(alarms.on().filter((id) => id.startsWith('SloOver1hAlarm'))).toEqual([]);
    expect(alarms.on().filter((id) => id.startsWith('SloOver1hLong'))).toHaveLength(1);
  });

  test.each([10, 30, 120, 360, 1500, 5000])('tell nobody of what is over: %p minutes of outage end without another message', (minutes) => {
    const end = DAY + minutes;
    const heard = messages(world(end + 4 * DAY, burning(1000, DAY, minutes)));

    expect(heard.filter(({ minute }) => minute > end)).toEqual([]);
  });

  test('go on warning when an outage turns into a slower leak', () => {
    const heard = messages(world(3 * DAY, (minute) => burning(1000, DAY, 10)(minute) || burning(8, DAY, DAY)(minute)));

    expect(heard.map(({ tier }) => tier)).toEqual(['1h', '6h']);
  });

  test('are quiet where there are fewer requests than the minimum', () => {
    const oneInTwoMinutes = (minute: number) => minute % 2;

    expect(messages(world(2 * HOUR, oneInTwoMinutes, oneInTwoMinutes))).toEqual([]);
    expect(messages(world(2 * HOUR, oneInTwoMinutes, oneInTwoMinutes), { minimumRequests: 10 })).not.toEqual([]);
  });

  test('do not page at night for a single bad request of few', () => {
    expect(messages(world(2 * HOUR, (minute) => Number(minute === HOUR), (minute) => minute % 2))).toEqual([]);
  });

  test('are quiet when nobody asks any more', () => {
    expect(messages(world(2 * DAY, () => 0, (minute) => minute < DAY ? 1000 : 0))).toEqual([]);
  });

  test('page at a rate of their own', () => {
    const burnRates = BurnRates.of([{ burnRate: 2, longWindow: Duration.hours(2), shortWindow: Duration.minutes(10) }]);
    const [page] = messages(world(2 * DAY, burning(2.1, DAY)), { burnRates });

    expect(page.minute - DAY).toBeGreaterThan(HOUR);
    expect(page.minute - DAY).toBeLessThanOrEqual(2 * HOUR);
  });
});

describe('the alarms of a source whose load balancer answers itself when nothing is left behind it', () => {
  const percent = new cloudwatch.MathExpression({
    expression: 'IF(FILL(requests, 0) + FILL(unserved, 0) > 0, 100 * (FILL(failed, 0) + FILL(unserved, 0)) / (FILL(requests, 0) + FILL(unserved, 0)), 0)',
    usingMetrics: { requests: metric('Requests'), failed: metric('Failed'), unserved: metric('Unserved') },
  });
  const count = new cloudwatch.MathExpression({
    expression: 'FILL(failed, 0) + FILL(unserved, 0)', usingMetrics: { failed: metric('Failed'), unserved: metric('Unserved') },
  });
  const indicator = Sli.availability(source('shop', {
    requests: { metric: metric('Requests'), label: 'Requests', unit: SignalUnit.COUNT },
    errors: { metric: percent, label: 'Errors', unit: SignalUnit.PERCENT },
    extras: { errorCount: { metric: count, label: 'Errors', unit: SignalUnit.COUNT } },
  }));

  function outage(served: number, unserved: number, failed: number): World {
    const minutes = Array.from({ length: DAY }, (_, minute) => minute);
    const from = (value: number, otherwise?: number) => minutes.map((minute) => (minute >= 12 * HOUR ? value : otherwise) || undefined);
    return { 'Requests|Sum': from(served, 1000), 'Unserved|Sum': from(unserved), 'Failed|Sum': from(failed) };
  }

  test('page although no request counts as one any more', () => {
    const [page] = messages(outage(0, 1000, 0), { indicator });

    expect(page.tier).toBe('1h');
    expect(page.minute - 12 * HOUR).toBeLessThanOrEqual(3);
  });

  test('page for what fails behind it', () => {
    expect(messages(outage(1000, 0, 900), { indicator })[0].tier).toBe('1h');
  });

  test('are quiet for what the budget allows', () => {
    expect(messages(outage(1000, 0.5, 0.5), { indicator })).toEqual([]);
  });
});

describe('what dashboards show of an objective', () => {
  const month = world(30 * DAY, burning(30, 0, DAY));

  function shown(pick: (slo: ServiceLevelObjective) => cloudwatch.IMetric): number[] {
    const stack = prodStack();
    const slo = new ServiceLevelObjective(stack, 'Slo', { indicator: Sli.ratio({ bad: metric('Bad'), total: metric('All') }), objectivePercent: 99.9 });
    // An alarm renders a formula as simply as nothing else does.
    new cloudwatch.Alarm(stack, 'Shown', { metric: pick(slo), threshold: 0, evaluationPeriods: 1 });
    const [{ Properties }] = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).filter(([id]) => id.startsWith('Shown')).map(([, found]) => found);
    return seriesOf(Properties.Metrics, month, HOUR) as number[];
  }

  test('is how much was kept: a day at 3 % and 29 without', () => {
    expect(shown(({ attainment }) => attainment.metric).at(-1)).toBeCloseTo(99.9, 6);
    expect(shown(({ attainment }) => attainment.metric)[0]).toBeCloseTo(97, 6);
  });

  test('is how much of the budget is left: a thirtieth of the month at 30 times is all of it', () => {
    expect(shown(({ budgetLeft }) => budgetLeft.metric).at(-1)).toBeCloseTo(0, 6);
    expect(shown(({ budgetLeft }) => budgetLeft.metric)[0]).toBeCloseTo(-2900, 6);
  });

  test('is how fast the budget burns', () => {
    const burn = shown(({ burnRate }) => burnRate.metric);

    expect([burn[0], burn[23], burn[24]]).toEqual([expect.closeTo(30, 6), expect.closeTo(30, 6), 0]);
  });
});
