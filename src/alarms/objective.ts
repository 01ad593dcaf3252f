import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Signal } from '../signals';

/**
 * A promise to users that is measured. Dashboards show it; `ServiceLevelObjective` is one.
 *
 * @subclassable
 */
export interface IObjective {
  /** What a person calls it, such as `Checkout availability`. */
  readonly objectiveName: string;

  /** What is promised, in percent. */
  readonly objectivePercent: number;

  /**
   * The time over which it is to be kept. Graphs of `attainment` and `budgetLeft` should show as much.
   *
   * @default - as much as the graph shows
   */
  readonly window?: Duration;

  /** How much was kept over the window so far, in percent. */
  readonly attainment: Signal;

  /** How much of the error budget is left over the window, in percent; below zero when it is overdrawn. */
  readonly budgetLeft: Signal;

  /** How fast the budget is used up: 1 uses it exactly up in the window. */
  readonly burnRate: Signal;

  /** Those that a person hears of. */
  readonly alarms: cloudwatch.IAlarm[];
}
