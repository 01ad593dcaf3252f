import { Duration } from 'aws-cdk-lib';
import { DoraBands } from './dora-bands';
import { inSeconds, requireNumberIn, requireOptionsIn, requireTimeIn } from './private/factory-checks';
import { FIVE_METRICS, sayLimit, TargetValues } from './private/five-metrics';
import { inputErrorIn } from '../core/private/input-error';

/** What a team wants to reach in four weeks. What is left out has no target; a value that is as good as the target reaches it. */
export interface DoraTargetOptions {
  /**
   * How often a service is deployed, a week of seven days: 7 is daily, 5 every working day, 1 weekly, 0.25 every four weeks. Above 0, at most
   * 10,000.
   *
   * @default - no target
   */
  readonly deploymentsPerWeek?: number;

  /**
   * The median time from a commit to its deployment.
   *
   * @default - no target
   */
  readonly leadTime?: Duration;

  /**
   * How many of the changes fail, 0 to 100.
   *
   * @default - no target
   */
  readonly changeFailRatePercent?: number;

  /**
   * The median time from a failed deployment to the recovery.
   *
   * @default - no target
   */
  readonly recoveryTime?: Duration;

  /**
   * How many of the deployments repair what was deployed before, 0 to 100.
   *
   * @default - no target
   */
  readonly reworkRatePercent?: number;
}

const PLACE = 'DoraTargets.of()';

/** What a team wants to reach. */
export class DoraTargets {
  /**
   * The elite band; no target for rework, as no report has bands of it.
   *
   * @param bands by default those of the report of 2023
   */
  public static elite(bands: DoraBands = DoraBands.report2023()): DoraTargets {
    const { deploymentsPerDay, leadTime, changeFailRate, recoveryTime } = bands._limits();
    return new DoraTargets({
      deploymentsPerDay: deploymentsPerDay[0], leadTime: leadTime[0], changeFailRate: changeFailRate[0], recoveryTime: recoveryTime[0],
    });
  }

  /**
   * Targets of the team's own, at least one.
   *
   * @param options what is to be reached
   */
  public static of(options: DoraTargetOptions): DoraTargets {
    requireOptionsIn(PLACE, options, '{ leadTime: Duration.days(1) }');
    const { deploymentsPerWeek, leadTime, changeFailRatePercent, recoveryTime, reworkRatePercent } = options;
    const numbers = [
      { prop: 'deploymentsPerWeek', value: deploymentsPerWeek, max: 10_000 },
      { prop: 'changeFailRatePercent', value: changeFailRatePercent, max: 100, orZero: true },
      { prop: 'reworkRatePercent', value: reworkRatePercent, max: 100, orZero: true },
    ].filter(({ value }) => value !== undefined);
    const times = [{ prop: 'leadTime', value: leadTime }, { prop: 'recoveryTime', value: recoveryTime }].filter(({ value }) => value !== undefined);
    numbers.forEach((given) => requireNumberIn({ place: PLACE, ...given }));
    times.forEach((given) => requireTimeIn({ place: PLACE, ...given }));
    if (numbers.length + times.length === 0) {
      throw inputErrorIn(PLACE, "its options must be at least one target, such as { leadTime: Duration.days(1) }, got none. Leave out 'targets' for the elite band");
    }
    return new DoraTargets({
      deploymentsPerDay: deploymentsPerWeek === undefined ? undefined : deploymentsPerWeek / 7,
      leadTime: leadTime && inSeconds(leadTime),
      changeFailRate: changeFailRatePercent,
      recoveryTime: recoveryTime && inSeconds(recoveryTime),
      reworkRate: reworkRatePercent,
    });
  }

  private constructor(private readonly values: TargetValues) {}

  /** The targets in words, such as `deployment frequency at least daily, change lead time up to 1 d`. */
  public describe(): string {
    return FIVE_METRICS.flatMap((metric) => {
      const value = this.values[metric.key];
      return value === undefined ? [] : [`${metric.title.toLowerCase()} ${sayLimit(metric, value)}`];
    }).join(', ');
  }

  /** @internal */
  public _values(): TargetValues {
    return this.values;
  }
}
