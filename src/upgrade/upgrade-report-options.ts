/** What a comparison has to know besides the templates. */
export interface UpgradeReportOptions {
  /**
   * Logical ids that move by a refactoring of stacks before the upgrade, from old to new: resources that are listed
   * stay. Each id is `LogicalId`, or `Stack.LogicalId` where several stacks have it.
   *
   * @default - nothing is refactored
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html
   */
  readonly refactor?: Record<string, string>;
}

/** What a test or a gate takes for safe. */
export interface AssertSafeOptions {
  /**
   * Unsafe changes that you want, with the reason. The key is `LogicalId`, or `Stack.LogicalId` where several stacks have it.
   * Each has to be of one change: take it out when the upgrade is done.
   *
   * @default - none
   */
  readonly accepted?: Record<string, string>;
}
