import { LoadBalancerSettings } from './load-balancer-settings';
import { TrafficOptions } from './traffic-options';

/** What the load balancer of one service needs to know. */
export interface LoadBalancerOptions extends LoadBalancerSettings, TrafficOptions {}
