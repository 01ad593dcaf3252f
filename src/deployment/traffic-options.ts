import { Duration } from 'aws-cdk-lib';

/** How a load balancer treats the tasks of a service. */
export interface TrafficOptions {
  /**
   * How long a browser stays with the version that answered it first, by a cookie: pages and assets of two versions do not mix
   * while both run. Whole seconds, 1 second to 7 days, and not longer than the `bakeTime` of the plan: the load balancer sends a
   * browser with the cookie to the old version also when its tasks are gone, and it gets errors then.
   *
   * Decide on it when the service is new. It is the one option that is part of the production rule: setting, changing or
   * removing it has CloudFormation write the weights of the template again, which is harmless only while the blue target
   * group is live.
   *
   * @default - requests go where the weights say
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html#forward-actions
   */
  readonly stickiness?: Duration;

  /**
   * How long a task that is stopped may finish the requests it has. At least as long as your longest request, and no longer:
   * each deployment waits for it. Whole seconds, 0 to 3600.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;
}
