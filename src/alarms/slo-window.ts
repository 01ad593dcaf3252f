import { Duration } from 'aws-cdk-lib';

/** The time over which a `ServiceLevelObjective` is to be kept. */
export class SloWindow {
  /**
   * The last so many days, at any moment.
   *
   * @param duration whole days, 7 to 90
   */
  public static rolling(duration: Duration): SloWindow {
    return new SloWindow(duration);
  }

  /** How long it is. */
  public readonly duration: Duration;

  private constructor(duration: Duration) {
    this.duration = duration;
  }
}
