import { Duration } from 'aws-cdk-lib';
import { inSeconds, requireNumberIn, requireOptionsIn, requireTimeIn } from './private/factory-checks';
import { BandValues } from './private/five-metrics';
import { inputErrorIn, show } from '../core/private/input-error';

/**
 * The worst values that are still elite, high and medium, in this order; what is worse than the third is low. A value that is a limit
 * belongs to the better band.
 */
export interface DoraBandLimits {
  /**
   * How often there are deployments, a week of seven days, falling.
   *
   * @default - as in the report of 2023: 7, 1 and 7/30
   */
  readonly deploymentsPerWeek?: number[];

  /**
   * The median time from commit to deployment, rising.
   *
   * @default - as in the report of 2023: 1, 7 and 30 days
   */
  readonly leadTime?: Duration[];

  /**
   * The share of changes that fail, rising.
   *
   * @default - as in the report of 2023: 5, 10 and 15
   */
  readonly changeFailRatePercent?: number[];

  /**
   * The median time from a failure to the recovery, rising.
   *
   * @default - as in the report of 2023: 1 hour, 1 day and 7 days
   */
  readonly recoveryTime?: Duration[];
}

/** What has bands. */
const LIMITS = ['deploymentsPerWeek', 'leadTime', 'changeFailRatePercent', 'recoveryTime'];

const PLACE = 'DoraBands.custom()';
const HOUR = 60 * 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30 * DAY;

const REPORT_2023: Limits = {
  deploymentsPerDay: [1, 1 / 7, 1 / 30],
  leadTime: [DAY, WEEK, MONTH],
  changeFailRate: [5, 10, 15],
  recoveryTime: [HOUR, DAY, WEEK],
};

const REPORT_2021: Limits = {
  deploymentsPerDay: [1, 1 / 30, 1 / 180],
  leadTime: [HOUR, WEEK, 6 * MONTH],
  changeFailRate: [15, 30, 30],
  recoveryTime: [HOUR, DAY, WEEK],
};

/**
 * What is elite, high, medium and low, by the year of the report.
 *
 * The reports describe groups of teams as they were found, not limits, so that there are gaps between some groups and overlaps of others.
 * Here each group reaches to its worst value in the report; what is in a gap belongs to the worse one of its neighbours, and what several
 * groups have in common to the best of them. A value that is a limit belongs to the better band; a month is 30 days. "On demand" is read as
 * at least once a day. There are no bands of rework: no report has them.
 *
 * @see https://dora.dev/research/
 */
export class DoraBands {
  /**
   * Those of the Accelerate State of DevOps Report 2021.
   *
   * | | elite | high | medium | low |
   * |---|---|---|---|---|
   * | deployment frequency | on demand, several a day | once a week to once a month | once a month to once in six months | fewer |
   * | change lead time | less than an hour | a day to a week | a month to six months | more |
   * | change fail rate | 0 to 15 % | 16 to 30 % | 16 to 30 % | 16 to 30 % |
   * | time to restore service | less than an hour | less than a day | a day to a week | more than six months |
   *
   * So a lead time of 5 hours is high and one of 2 weeks medium, 20 deployments a month are high, a recovery in 2 weeks is low; 16 to 30 %
   * is high, and more is low.
   *
   * @see https://dora.dev/research/2021/dora-report/
   */
  public static report2021(): DoraBands {
    return new DoraBands(2021, REPORT_2021);
  }

  /**
   * Those of the Accelerate State of DevOps Report 2023.
   *
   * | | elite | high | medium | low |
   * |---|---|---|---|---|
   * | deployment frequency | on demand | once a day to once a week | once a week to once a month | once a week to once a month |
   * | change lead time | less than a day | a day to a week | a week to a month | a week to a month |
   * | change fail rate | 5 % | 10 % | 15 % | 64 % |
   * | failed deployment recovery time | less than an hour | less than a day | a day to a week | one to six months |
   *
   * So a frequency or lead time that medium and low have in common is medium, a fail rate of 7 % is high, and a recovery in 2 weeks is low.
   *
   * @see https://dora.dev/research/2023/dora-report/
   */
  public static report2023(): DoraBands {
    return new DoraBands(2023, REPORT_2023);
  }

  /**
   * Bands of your own, such as those of a report that came later.
   *
   * @param limits what is left out is as in the report of 2023
   */
  public static custom(limits: DoraBandLimits): DoraBands {
    requireOptionsIn(PLACE, limits, '{ changeFailRatePercent: [5, 10, 20] }', LIMITS);
    const { deploymentsPerWeek, leadTime, changeFailRatePercent, recoveryTime } = limits;
    return new DoraBands(undefined, {
      deploymentsPerDay: numbers('deploymentsPerWeek', deploymentsPerWeek, 10_000, true)?.map((each) => each / 7) ?? REPORT_2023.deploymentsPerDay,
      leadTime: times('leadTime', leadTime) ?? REPORT_2023.leadTime,
      changeFailRate: numbers('changeFailRatePercent', changeFailRatePercent, 100) ?? REPORT_2023.changeFailRate,
      recoveryTime: times('recoveryTime', recoveryTime) ?? REPORT_2023.recoveryTime,
    });
  }

  private constructor(private readonly year: number | undefined, private readonly limits: Limits) {}

  /** What the function that measures reads of it.
   *
   * @internal
   */
  public _limits(): Limits & { readonly year?: number } {
    return { year: this.year, ...this.limits };
  }
}

/** Not exported. */
type Limits = { readonly [Key in keyof BandValues]: number[] };

function numbers(prop: string, values: number[] | undefined, max: number, falling = false): number[] | undefined {
  if (values === undefined) { return undefined; }
  requireThree(prop, values);
  values.forEach((value) => requireNumberIn({ place: PLACE, prop, value, orZero: !falling, max }));
  requireOrder(prop, values, falling);
  return values;
}

function times(prop: string, values: Duration[] | undefined): number[] | undefined {
  if (values === undefined) { return undefined; }
  requireThree(prop, values);
  values.forEach((value) => requireTimeIn({ place: PLACE, prop, value }));
  const seconds = values.map(inSeconds);
  requireOrder(prop, seconds, false, values.map((value) => value.toHumanString()));
  return seconds;
}

function requireThree(prop: string, values: unknown): void {
  if (Array.isArray(values) && values.length === 3) { return; }
  const got = Array.isArray(values) ? `${values.length} of them` : show(values);
  throw inputErrorIn(PLACE, `'${prop}' must be three limits, of elite, high and medium, got ${got}`);
}

function requireOrder(prop: string, values: number[], falling: boolean, shown: unknown = values): void {
  const fine = values.every((value, index) => index === 0 || (falling ? value <= values[index - 1] : value >= values[index - 1]));
  if (!fine) { throw inputErrorIn(PLACE, `'${prop}' must be limits from elite to medium, each ${falling ? 'lower' : 'higher'} than the one before, got ${show(shown)}`); }
}
