/** What is asked of a new version before it gets production traffic. */
export interface SmokeTest {
  /**
   * The paths that must answer.
   *
   * @default - the path of the health check
   */
  readonly paths?: string[];
}
