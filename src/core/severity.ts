/**
 * How urgent an alarm is, and so who hears of it.
 *
 * An `AlertRouter` sends each severity to its own destinations.
 */
export enum Severity {
  /** A person has to act now: it pages. */
  CRITICAL = 'critical',

  /** A person has to look during working hours: it goes to the team's chat or mailbox. */
  WARNING = 'warning',

  /** Nobody has to act: it is kept for the record. */
  INFORMATIONAL = 'informational',
}
