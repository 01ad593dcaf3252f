import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { Ingress } from './ingress';
import { LoadBalancerSettings } from './load-balancer-settings';
import { requireLoadBalancerSettings } from './private/traffic-checks';
import { Front } from './private/traffic-front';
import { SharedListenerOptions } from './shared-listener-options';
import { inputError } from '../core/private/input-error';
import { requireKinds } from '../core/private/require-kinds';
import { IServiceNetwork, ServiceNetwork } from '../network';

/** What a load balancer for many services is made of. */
export interface SharedLoadBalancerProps extends LoadBalancerSettings {
  /**
   * Where it listens. Its services have to be in the same network.
   *
   * @default - the network that the services of this stack share
   */
  readonly network?: IServiceNetwork;

  /**
   * Whether the internet can reach it.
   *
   * @default true
   */
  readonly internetFacing?: boolean;
}

/**
 * One application load balancer for many services: each takes the requests for its own paths or host names, and has its own
 * target groups, deployments and alarms. Requests that are for none of them get a 404.
 */
export class SharedLoadBalancer extends Construct {
  /** The load balancer. */
  public readonly loadBalancer: elbv2.IApplicationLoadBalancer;

  /** Takes the production traffic of all services. */
  public readonly listener: elbv2.IApplicationListener;

  /** Where it answers, such as `https://shop.example.com`. */
  public readonly url: string;

  private readonly domainName?: string;

  constructor(scope: Construct, id: string, props: SharedLoadBalancerProps = {}) {
    super(scope, id);
    const { network = ServiceNetwork.ofStack(this), internetFacing = true, ...settings } = this.checked(props);
    ServiceNetwork._requireLoadBalancerPlace(this, network, internetFacing);

    const front = new Front(this, { ...settings, network, internetFacing });
    this.loadBalancer = front.loadBalancer;
    this.listener = front.production;
    this.url = front.url;
    this.domainName = settings.domainName;
  }

  /** Sends requests to a service: give the result as its `ingress`. */
  public route(options: SharedListenerOptions): Ingress {
    return Ingress._behind(this.listener, options, this.domainName);
  }

  private checked(props: SharedLoadBalancerProps): SharedLoadBalancerProps {
    requireKinds(this, { props }, { props: 'options' });
    requireKinds(this, props, { internetFacing: 'flag' });
    if (props.network !== undefined && !props.network?.vpc) { throw inputError(this, "'network' must be a service network, such as ServiceNetwork.fromVpc(vpc)"); }
    requireLoadBalancerSettings(this, props);
    return props;
  }
}
