import { Duration } from 'aws-cdk-lib';
import { Severity } from '../core';

/**
 * One alarm of a `ServiceLevelObjective`: how fast the error budget may be used up, and for how long.
 *
 * It goes off while the budget burns faster than `burnRate` over both windows: the long one says that it matters, the
 * short one that it is still going on.
 */
export interface BurnRateTier {
  /**
   * How many times faster than allowed the budget is used up: 1 uses it exactly up in the window of the objective.
   * Above 0.
   */
  readonly burnRate: number;

  /** Over how long: whole minutes up to one day, or whole days up to seven. No two tiers have the same. */
  readonly longWindow: Duration;

  /**
   * Over how long it must be that bad still, so that the alarm ends soon after its cause: whole minutes up to one day,
   * shorter than `longWindow`.
   *
   * @default - a twelfth of `longWindow`, at least one minute
   */
  readonly shortWindow?: Duration;

  /**
   * How urgent it is. A tier may not be more urgent than a faster one, which silences it.
   *
   * @default - Severity.CRITICAL where `longWindow` is shorter than a day, otherwise Severity.WARNING
   */
  readonly severity?: Severity;
}

/**
 * The burn rates at which a `ServiceLevelObjective` alarms.
 *
 * @see https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export class BurnRates {
  /**
   * What Google recommends for an objective over 30 days. It pages for 2 % of the budget in one hour and for 5 % in six
   * hours, and warns for 10 % in one day and in three days: burn rates of 14.4, 6, 3 and 1.
   */
  public static googleSre(): BurnRates {
    return new BurnRates([
      { burnRate: 14.4, longWindow: Duration.hours(1), shortWindow: Duration.minutes(5), severity: Severity.CRITICAL },
      { burnRate: 6, longWindow: Duration.hours(6), shortWindow: Duration.minutes(30), severity: Severity.CRITICAL },
      { burnRate: 3, longWindow: Duration.days(1), shortWindow: Duration.hours(2), severity: Severity.WARNING },
      { burnRate: 1, longWindow: Duration.days(3), shortWindow: Duration.hours(6), severity: Severity.WARNING },
    ]);
  }

  /**
   * Tiers of your own.
   *
   * @param tiers 1 to 5, in any order
   */
  public static of(tiers: BurnRateTier[]): BurnRates {
    return new BurnRates(tiers);
  }

  /** As they were given. */
  public readonly tiers: BurnRateTier[];

  private constructor(tiers: BurnRateTier[]) {
    this.tiers = tiers;
  }
}
