import { join } from 'node:path';

const { bandOf, percentile, summarize } = jest.requireActual<any>(join(__dirname, '../../handlers/delivery-metrics/metrics'));

const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60;

describe('a summary', () => {
  const deployment = (day: number, ...leadTimes: (number | undefined)[]) => (
    { deployedAt: day * DAY, rework: day % 2 === 1, commits: leadTimes.map((leadTime) => ({ id: 'c', leadTime })) });
  const records = {
    deployments: [deployment(0, 1000), deployment(1, 3000, undefined), deployment(7, 9000)],
    attempts: [{ startedAt: 0, causes: [] }, { startedAt: DAY, causes: ['MARKED'] }, { startedAt: 7 * DAY, causes: ['MARKED'] }],
    recoveries: [{ from: 0, to: 5000 }, { from: 0, to: 7 * DAY }],
  };

  test('counts from the beginning of a span, and not its end', () => {
    expect(summarize(records, { from: 0, to: 7 * DAY })).toEqual({
      deployments: 2,
      deploymentsPerDay: 2 / 7,
      attempts: 2,
      leadTimeP50: 2,
      leadTimeP90: 2.8,
      commits: 2,
      changeFailRate: 50,
      recoveryTimeP50: 5,
      recoveries: 1,
      reworkRate: 50,
    });
  });

  test('says nothing of what it does not know', () => {
    const summary = summarize({ deployments: [], attempts: [], recoveries: [] }, { from: 0, to: DAY });
    expect(summary).toMatchObject({ deployments: 0, deploymentsPerDay: 0 });
    const { leadTimeP50, changeFailRate, recoveryTimeP50, reworkRate } = summary;
    expect([leadTimeP50, changeFailRate, recoveryTimeP50, reworkRate]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test.each([[[], 50, undefined], [[4], 90, 4], [[1, 3], 50, 2], [[3, 1, 2], 50, 2], [[0, 10], 90, 9]])('percentiles of %j: p%d is %d', (values, percentage, expected) => {
    expect(percentile(values, percentage)).toBe(expected);
  });
});

describe('a band', () => {
  const bands = {
    year: 2023,
    deploymentsPerDay: [1, 1 / 7, 1 / 30],
    leadTime: [24 * HOUR, 168 * HOUR, 720 * HOUR],
    changeFailRate: [5, 10, 15],
    recoveryTime: [HOUR, 24 * HOUR, 168 * HOUR],
  };
  const summary = { deployments: 10, attempts: 10, deploymentsPerDay: 2, leadTimeP50: HOUR, changeFailRate: 0, recoveryTimeP50: 60 };

  test.each([
    [1, 4], [0.999, 3], [1 / 7, 3], [0.142, 2], [1 / 30, 2], [0.033, 1], [0, 1],
  ])('%d deployments a day: %d', (deploymentsPerDay, band) => {
    expect(bandOf({ ...summary, deploymentsPerDay }, bands).deploymentsPerDay).toBe(band);
  });

  test.each([
    ['leadTimeP50', 'leadTime', bands.leadTime], ['changeFailRate', 'changeFailRate', bands.changeFailRate], ['recoveryTimeP50', 'recoveryTime', bands.recoveryTime],
  ])('of %s: a bound itself is still within', (field, name, [elite, high, medium]) => {
    const of = (value: number) => bandOf({ ...summary, [field]: value }, bands)[name];
    expect([0, elite, elite + 0.001, high, high + 0.001, medium, medium + 0.001].map(of)).toEqual([4, 4, 3, 3, 2, 2, 1]);
  });

  test('is that of the worst metric', () => {
    expect(bandOf(summary, bands).overall).toBe(4);
    const expected = { deploymentsPerDay: 4, leadTime: 4, changeFailRate: 2, recoveryTime: 4, overall: 2 };
    expect(bandOf({ ...summary, changeFailRate: 12 }, bands)).toEqual(expected);
  });

  test('does not come from what is not known', () => {
    const unknown = { ...summary, recoveryTimeP50: undefined, leadTimeP50: undefined };
    expect(bandOf(unknown, bands)).toMatchObject({ leadTime: undefined, recoveryTime: undefined, overall: 4 });
    expect(bandOf(summary, { year: 2023, leadTime: bands.leadTime })).toMatchObject({ changeFailRate: undefined, overall: 4 });
    expect(bandOf(summary, undefined)).toEqual({});
  });

  test('needs enough samples', () => {
    expect(bandOf(summary, bands, 10).overall).toBe(4);
    expect(bandOf(summary, bands, 11)).toEqual({});
    expect(bandOf({ ...summary, attempts: 9, changeFailRate: 100 }, bands, 10)).toMatchObject({ changeFailRate: undefined, overall: 4 });
  });
});
