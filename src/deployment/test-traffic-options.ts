/** Where the closed listener for test traffic listens. */
export interface TestTrafficOptions {
  /**
   * The port, 1 to 65535.
   *
   * @default 9000
   */
  readonly port?: number;
}
