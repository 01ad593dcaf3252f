import { Duration } from 'aws-cdk-lib';

/**
 * How the load balancer finds out whether a task is well.
 *
 * Both target groups take a change at once, before the new version runs: ship a new path or port in the application first.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export interface ServiceHealthCheck {
  /**
   * The path that answers `healthyStatus` while the container is well; starts with a slash.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * The port that answers, 1 to 65535. The load balancer is let in on it.
   *
   * @default - the container port
   */
  readonly port?: number;

  /**
   * The status of a healthy answer: one, several or a range between 200 and 499, such as `200,204` or `200-299`.
   *
   * @default '200'
   */
  readonly healthyStatus?: string;

  /**
   * How often the load balancer asks. Whole seconds, 5 to 300.
   *
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;

  /**
   * How long it waits for the answer. Whole seconds, 2 to 120; shorter than `interval`.
   *
   * @default - 5 seconds, or one second less than `interval` if that is shorter
   */
  readonly timeout?: Duration;

  /**
   * Healthy answers in a row after which a task gets requests, 2 to 10.
   *
   * @default 2
   */
  readonly healthyThreshold?: number;

  /**
   * Wrong answers in a row after which a task is replaced, 2 to 10.
   *
   * @default 3
   */
  readonly unhealthyThreshold?: number;

  /**
   * How long a task may take to start before its health counts. Whole seconds, up to 2,147,483,647.
   *
   * @default Duration.seconds(60)
   */
  readonly gracePeriod?: Duration;
}
