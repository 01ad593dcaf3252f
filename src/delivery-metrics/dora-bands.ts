/** What is elite, high, medium and low, by the year of the report. */
export class DoraBands {
  /** Those of the Accelerate State of DevOps Report 2023. */
  public static report2023(): DoraBands {
    return new DoraBands({
      year: 2023,
      deploymentsPerDay: [1, 1 / 7, 1 / 30],
      leadTime: [86_400, 604_800, 2_592_000],
      changeFailRate: [5, 10, 15],
      recoveryTime: [3600, 86_400, 604_800],
    });
  }

  private constructor(private readonly limits: object) {}

  /** What the function that measures reads of it.
   *
   * @internal
   */
  public _limits(): object {
    return this.limits;
  }
}
