import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TrafficOptions } from './traffic-options';

/**
 * Which requests of a shared listener go to a service. At least one path or host name is needed, and at most five of them
 * together; requests must match one of the paths and one of the host names, where both are given.
 *
 * A change of these is a change of the production rule: see "What touches the production rule" in the README.
 */
export interface SharedListenerOptions extends TrafficOptions {
  /**
   * Paths such as `/orders/*`; `*` stands for any characters, `?` for one.
   *
   * @default - any path
   */
  readonly pathPatterns?: string[];

  /**
   * Host names such as `orders.example.com`; `*` stands for any characters, `?` for one. The first without these is part of the
   * service's `url`.
   *
   * @default - any host name
   */
  readonly hostHeaders?: string[];

  /**
   * The place of the service's rule among the rules of the listener, 1 to 50000. Lower numbers come first.
   *
   * @default - derived from the place of the service in the app, between 1000 and 50000, so that longer paths come before shorter
   * ones; other services do not change it
   */
  readonly priority?: number;

  /**
   * The listener for test traffic. Close it, and let testers in with `allowTestTrafficFrom`.
   *
   * @default - a closed listener on the load balancer, which all services behind `listener` share; a listener that is not made
   * in this app needs one given, or another `testTraffic`
   */
  readonly testListener?: elbv2.IApplicationListener;

  /**
   * The load balancer of a listener that is not made in this app, for its address.
   *
   * @default - that of the listener, where it is known
   */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
}
