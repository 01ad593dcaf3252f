import { readFileSync } from 'fs';
import { join } from 'path';
import { Duration, Lazy } from 'aws-cdk-lib';
import { DoraBands } from '../../src';

/** As the function reads limits: at least for frequency, at most for the others. */
function bandOf(limits: number[], value: number, more = false): string {
  const index = limits.findIndex((limit) => more ? value >= limit : value <= limit);
  return ['elite', 'high', 'medium'][index] ?? 'low';
}

const HOUR = 3600;
const DAY = 24 * HOUR;

describe.each([
  ['2021', DoraBands.report2021(), {
    deploymentsPerDay: [[3, 'elite'], [1, 'elite'], [0.99, 'high'], [1 / 7, 'high'], [1 / 30, 'high'], [1 / 31, 'medium'], [1 / 180, 'medium'], [1 / 181, 'low'], [0, 'low']],
    leadTime: [[HOUR, 'elite'], [HOUR + 1, 'high'], [5 * HOUR, 'high'], [7 * DAY, 'high'], [7 * DAY + 1, 'medium'], [180 * DAY, 'medium'], [180 * DAY + 1, 'low']],
    changeFailRate: [[0, 'elite'], [15, 'elite'], [15.1, 'high'], [30, 'high'], [30.1, 'low']],
    recoveryTime: [[HOUR, 'elite'], [HOUR + 1, 'high'], [DAY, 'high'], [DAY + 1, 'medium'], [7 * DAY, 'medium'], [7 * DAY + 1, 'low']],
  }],
  ['2023', DoraBands.report2023(), {
    deploymentsPerDay: [[3, 'elite'], [1, 'elite'], [0.99, 'high'], [1 / 7, 'high'], [1 / 7.1, 'medium'], [1 / 30, 'medium'], [1 / 31, 'low']],
    leadTime: [[HOUR, 'elite'], [DAY, 'elite'], [DAY + 1, 'high'], [7 * DAY, 'high'], [7 * DAY + 1, 'medium'], [30 * DAY, 'medium'], [30 * DAY + 1, 'low']],
    changeFailRate: [[0, 'elite'], [5, 'elite'], [5.1, 'high'], [10, 'high'], [10.1, 'medium'], [15, 'medium'], [15.1, 'low'], [64, 'low']],
    recoveryTime: [[HOUR, 'elite'], [HOUR + 1, 'high'], [DAY, 'high'], [DAY + 1, 'medium'], [7 * DAY, 'medium'], [7 * DAY + 1, 'low']],
  }],
] as [string, DoraBands, Record<'deploymentsPerDay' | 'leadTime' | 'changeFailRate' | 'recoveryTime', [number, string][]>][])('the report of %s', (year, bands, cases) => {
  test('is called by its year', () => {
    expect(bands._limits().year).toBe(Number(year));
  });

  test.each(Object.entries(cases))('puts each value of %s into a band', (metric, values) => {
    const limits = bands._limits()[metric as keyof typeof cases];
    expect(values.map(([value]) => [value, bandOf(limits, value, metric === 'deploymentsPerDay')])).toEqual(values);
  });
});

test('the README says the limits of both reports', () => {
  const days: Record<string, number> = { 'daily': 1, 'weekly': 1 / 7, 'every 30 days': 1 / 30, 'every 180 days': 1 / 180 };
  const units: Record<string, number> = { hour: HOUR, day: DAY, days: DAY, week: 7 * DAY };
  const read = (cell: string) => days[cell] ?? (cell.endsWith('%') ? parseFloat(cell) : parseFloat(cell) * units[cell.split(' ')[1]]);
  const rows = readFileSync(join(__dirname, '../../src/delivery-metrics/README.md'), 'utf8').split('\n')
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  const first = rows.findIndex(([cell]) => cell === '`report2023()`, the default');
  const limits = rows.slice(first, first + 8).map(([,, ...cells]) => cells.map(read));
  const told = ([deploymentsPerDay, leadTime, changeFailRate, recoveryTime]: number[][]) => (
    { deploymentsPerDay, leadTime, changeFailRate, recoveryTime }
  );
  expect({ year: 2023, ...told(limits.slice(0, 4)) }).toEqual(DoraBands.report2023()._limits());
  expect({ year: 2021, ...told(limits.slice(4)) }).toEqual(DoraBands.report2021()._limits());
});

describe('bands of your own', () => {
  test('are those of 2023 where nothing is said', () => {
    const { year, ...limits } = DoraBands.custom({})._limits();
    const { year: known, ...expected } = DoraBands.report2023()._limits();
    expect([year, known]).toEqual([undefined, 2023]);
    expect(limits).toEqual(expected);
  });

  test('are read in weeks, durations and percent', () => {
    expect(DoraBands.custom({
      deploymentsPerWeek: [14, 7, 1],
      leadTime: [Duration.hours(4), Duration.days(1), Duration.days(7)],
      changeFailRatePercent: [5, 10, 20],
      recoveryTime: [Duration.minutes(30), Duration.hours(2), Duration.hours(2)],
    })._limits()).toEqual({
      year: undefined,
      deploymentsPerDay: [2, 1, 1 / 7],
      leadTime: [4 * HOUR, DAY, 7 * DAY],
      changeFailRate: [5, 10, 20],
      recoveryTime: [1800, 2 * HOUR, 2 * HOUR],
    });
  });

  test.each([
    [{ changeFailRatePercent: [5, 10] }, "'changeFailRatePercent' must be three limits, of elite, high and medium, got 2 of them"],
    [{ leadTime: Duration.days(1) }, "'leadTime' must be three limits, of elite, high and medium, got a Duration"],
    [{ changeFailRatePercent: [5, 10, 101] }, "'changeFailRatePercent' must be between 0 and 100, got 101"],
    [{ changeFailRatePercent: [5, 20, 10] }, "'changeFailRatePercent' must be limits from elite to medium, each higher than the one before, got [5,20,10]"],
    [{ deploymentsPerWeek: [1, 7, 7] }, "'deploymentsPerWeek' must be limits from elite to medium, each lower than the one before, got [1,7,7]"],
    [{ leadTime: [Duration.hours(2), Duration.hours(1), Duration.days(3)] },
      "'leadTime' must be limits from elite to medium, each higher than the one before, got [\"2 hours\",\"1 hour\",\"3 days\"]"],
    [{ deploymentsPerWeek: [7, 1, 0] }, "'deploymentsPerWeek' must be a number above 0 and at most 10000, got 0"],
    [{ recoveryTime: [60, 120, 180] }, "'recoveryTime' must be a Duration, such as Duration.hours(2), got 60"],
    [{ recoveryTime: [1, 2, 3].map((value) => Duration.hours(Lazy.number({ produce: () => value }))) }, "'recoveryTime' must be known at synth, got a token"],
    [{ lead: [1, 2, 3] }, "its options must be among deploymentsPerWeek, leadTime, changeFailRatePercent, recoveryTime, got 'lead'"],
    [undefined, 'its options must be values by name, such as { changeFailRatePercent: [5, 10, 20] }, got undefined'],
  ])('fail for %j', (limits, message) => {
    expect(() => DoraBands.custom(limits as any)).toThrow(`${message} [at DoraBands.custom()]`);
  });
});
