/** What the bill of a `DoraMetrics` depends on. */
export interface DoraCostOptions {
  /** How many deployments there are a day, of all services together. */
  readonly deploymentsPerDay: number;

  /**
   * How many of the changes fail, in percent.
   *
   * @default 10
   */
  readonly changeFailRatePercent?: number;
}
