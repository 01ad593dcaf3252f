/** When a planned maintenance begins. */
export class MuteSchedule {
  /**
   * Again and again.
   *
   * @param expression minute, hour, day of the month, month and day of the week, such as `0 2 * * SUN`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
   */
  public static cron(expression: string): MuteSchedule {
    return new MuteSchedule(`cron(${expression})`);
  }

  /**
   * Once.
   *
   * @param time such as `2027-01-31T22:00`, to the minute
   */
  public static at(time: string): MuteSchedule {
    return new MuteSchedule(`at(${time})`);
  }

  /** @internal */
  public readonly _expression: string;

  private constructor(expression: string) {
    this._expression = expression;
  }
}
