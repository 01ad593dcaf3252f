import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { IngressKind } from './ingress-kind';
import { factsOf } from './listener-facts';
import { ReleasePlan } from './release-plan';
import { ServicePlan } from './service-plan';
import { requireRuleOptions } from './shared-listener-checks';
import { claim, keyOf, RuleMatch } from './shared-listener-claims';
import { derivePriority } from './shared-listener-priority';
import { SharedListenerTraffic } from './shared-listener-traffic';
import { requireTestTraffic, testPortOf } from './test-traffic-checks';
import { Traffic } from './traffic';
import { requireTrafficOptions } from './traffic-checks';
import { inputError, requireAbility } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { SharedListenerOptions } from '../shared-listener-options';
import { TestTraffic } from '../test-traffic';

/** A rule on a listener that other services have rules on, too. */
export class SharedListener implements IngressKind {
  /** The load balancer is the user's; where it faces is their choice. */
  public readonly isInternetFacing = false;

  constructor(
    private readonly listener: elbv2.IApplicationListener,
    private readonly options: SharedListenerOptions = {},
    private readonly domainName?: string,
  ) {}

  public validate(scope: Construct, release: ReleasePlan): void {
    const { listener, options } = this;
    requireKinds(scope, { options }, { options: 'options' });
    requireListener(scope, 'listener', listener);
    if (options.testListener !== undefined) { requireListener(scope, 'testListener', options.testListener); }
    requireLoadBalancer(scope, options.loadBalancer);
    requireRuleOptions(scope, options, release.testTraffic._kind === 'header');
    requireTrafficOptions(scope, options, release.settings);
    requireTestTraffic(scope, release, portsOf(listener));
    this.requireTestListener(scope, release);
    this.requireAddress(scope);
    this.takePlace(scope, release);
  }

  public traffic(scope: Construct, plan: ServicePlan): Traffic {
    const { listener, options, domainName, match } = this;
    requireSameVpc(scope, factsOf(listener).loadBalancer, plan);
    return new SharedListenerTraffic(scope, 'Edge', { ...options, plan, listener, domainName, match, priority: this.priorityOf(scope) });
  }

  private get match(): RuleMatch {
    return { paths: this.options.pathPatterns ?? [], hosts: this.options.hostHeaders ?? [] };
  }

  private priorityOf(scope: Construct): number {
    return this.options.priority ?? derivePriority(scope, this.match);
  }

  private takePlace(scope: Construct, { testTraffic }: ReleasePlan): void {
    const priority = this.priorityOf(scope);
    if (Token.isUnresolved(priority)) { return; }
    const place = { owner: scope, match: this.match, priority, isDerived: this.options.priority === undefined };
    claim(keyOf(this.listener), { ...place, withHeader: testTraffic._kind === 'header' });
    if (testTraffic._kind === 'listener') { claim(this.testListenerKey(testTraffic), { ...place, withHeader: false }); }
  }

  /** The test listener that is made here is one for all listeners of a load balancer. */
  private testListenerKey(testTraffic: TestTraffic): string {
    const { testListener } = this.options;
    return testListener ? keyOf(testListener) : `${factsOf(this.listener).loadBalancer!.node.path}:${testPortOf(testTraffic)}`;
  }

  private requireTestListener(scope: Construct, { testTraffic }: ReleasePlan): void {
    const { made, loadBalancer } = factsOf(this.listener);
    if (testTraffic._kind !== 'listener' || this.options.testListener || (made && loadBalancer)) { return; }
    throw inputError(scope, "'testListener' must be given for a 'listener' that is not made in this app: nobody here knows what else its load balancer " +
      "has. Or set 'testTraffic' to TestTraffic.header() or none()");
  }

  private requireAddress(scope: Construct): void {
    const hasName = this.match.hosts.some((host) => !/[*?]/.test(host));
    if (hasName || this.options.loadBalancer || factsOf(this.listener).loadBalancer) { return; }
    throw inputError(scope, "'loadBalancer' must be given for a 'listener' that is not made in this app, for its address. Or name one in 'hostHeaders'");
  }
}

function requireListener(scope: Construct, prop: string, value: unknown): void {
  requireAbility(scope, { prop, value, method: 'registerConnectable', expected: 'a listener of an application load balancer' });
}

function requireLoadBalancer(scope: Construct, value?: elbv2.IApplicationLoadBalancer): void {
  if (value === undefined || value?.loadBalancerArn !== undefined) { return; }
  throw inputError(scope, "'loadBalancer' must be an application load balancer");
}

function portsOf(listener: elbv2.IApplicationListener): number[] {
  const { port } = factsOf(listener);
  return port === undefined || Token.isUnresolved(port) ? [] : [port];
}

/** Target groups of one VPC are of no use to a load balancer in another. */
function requireSameVpc(scope: Construct, loadBalancer: elbv2.IApplicationLoadBalancer | undefined, { network }: ServicePlan): void {
  const vpc = loadBalancer?.vpc;
  if (!vpc || vpc === network.vpc || !(vpc instanceof ec2.Vpc) && !(network.vpc instanceof ec2.Vpc)) { return; }
  throw inputError(scope, `'network' must be in the VPC of the load balancer (${vpc.node.path}), got ${network.vpc.node.path}. ` +
    'Use the network of the load balancer, such as ServiceNetwork.fromVpc(vpc)');
}
