/** From when a failure counts, for the time to recovery. */
export enum FailureClock {
  /** From when it was noticed: the stage failed, an alarm fired, somebody said so. */
  DETECTION = 'DETECTION',
  /** From when what failed went live. */
  DEPLOYED = 'DEPLOYED',
}
