/** The span of time that a gauge looks back. */
export enum DoraWindow {
  /** A week. */
  DAYS_7 = '7d',
  /** Four weeks, which targets are held to: every weekday as often as any other. */
  DAYS_28 = '28d',
  /** A quarter. */
  DAYS_90 = '90d',
}
