/** How many tasks run, and what makes it more or fewer. */
export interface ScalingOptions {
  /**
   * Tasks that always run; at least 1.
   *
   * @default 2
   */
  readonly minTasks?: number;

  /**
   * Tasks that run at most; at least `minTasks`.
   *
   * @default 10
   */
  readonly maxTasks?: number;

  /**
   * Average CPU utilization that scaling aims at, 1 to 100 percent.
   *
   * @default 60
   */
  readonly cpuPercent?: number;
}
