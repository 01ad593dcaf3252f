import { Duration } from 'aws-cdk-lib';

/**
 * How the load balancer finds out whether a task is well.
 *
 * Both target groups take a change at once, before the new version runs: ship a new path in the application first.
 */
export interface ServiceHealthCheck {
  /**
   * The path that answers 200 while the container is well; starts with a slash.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * How long a task may take to start before its health counts. Whole seconds, up to 2,147,483,647.
   *
   * @default Duration.seconds(60)
   */
  readonly gracePeriod?: Duration;
}
