import { Construct } from 'constructs';
import { IngressKind } from './ingress-kind';
import { ReleasePlan } from './release-plan';
import { ServicePlan } from './service-plan';
import { requireTestTraffic } from './test-traffic-checks';
import { Traffic } from './traffic';
import { requireLoadBalancerSettings, requireTrafficOptions } from './traffic-checks';
import { TrafficEdge } from './traffic-edge';
import { ServiceNetwork } from '../../network';
import { LoadBalancerOptions } from '../load-balancer-options';

/** A load balancer that belongs to one service. */
export class OwnLoadBalancer implements IngressKind {
  constructor(public readonly isInternetFacing: boolean, private readonly options: LoadBalancerOptions) {}

  public validate(scope: Construct, release: ReleasePlan): void {
    requireLoadBalancerSettings(scope, this.options);
    requireTrafficOptions(scope, this.options, release.settings);
    requireTestTraffic(scope, release, [80, 443]);
  }

  public traffic(scope: Construct, plan: ServicePlan): Traffic {
    ServiceNetwork._requireLoadBalancerPlace(scope, plan.network, this.isInternetFacing);
    return new TrafficEdge(scope, 'Edge', { plan, internetFacing: this.isInternetFacing, ...this.options });
  }
}
