/** Who looks at a dashboard, and so what it says. */
export enum Audience {
  /** Is the promise to users kept, and does the business do well? Two weeks, no jargon. */
  EXECUTIVE = 'executive',
  /** What is broken right now? The state of the alarms, then the golden signals. */
  OPERATIONS = 'operations',
  /** Why is it broken? Percentiles, errors, log queries, traces and runbooks of each service. */
  DEVELOPER = 'developer',
}
