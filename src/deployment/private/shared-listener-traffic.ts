import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { factsOf, importLoadBalancerOf, ListenerFacts } from './listener-facts';
import { headerCondition, hostCondition, pathCondition } from './rule-conditions';
import { ServicePlan } from './service-plan';
import { RuleMatch } from './shared-listener-claims';
import { sharedTestListener } from './shared-test-listener';
import { testPortOf } from './test-traffic-checks';
import { BalancedTraffic, TestEndpoint, Traffic } from './traffic';
import { ALL_TO_BLUE, ALL_TO_GREEN, TrafficRule, TrafficRuleProps } from './traffic-rule';
import { buildTargetGroup } from './traffic-targets';
import { SharedListenerOptions } from '../shared-listener-options';

/** What a service has on a listener that it does not own. */
export interface SharedListenerTrafficProps extends SharedListenerOptions {
  readonly plan: ServicePlan;
  readonly listener: elbv2.IApplicationListener;
  readonly match: RuleMatch;
  readonly priority: number;
  /** The name of the load balancer. */
  readonly domainName?: string;
}

/** Two target groups and a production rule of a service's own, on a listener of somebody else's. See `TrafficEdge` for the rule. */
export class SharedListenerTraffic extends Construct implements Traffic, BalancedTraffic {
  public readonly balanced: BalancedTraffic = this;
  public readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  public readonly productionListener: elbv2.IApplicationListener;
  public readonly productionRule: elbv2.ApplicationListenerRule;
  public readonly testListener?: elbv2.IApplicationListener;
  public readonly testRule?: elbv2.ApplicationListenerRule;
  public readonly blue: elbv2.ApplicationTargetGroup;
  public readonly green: elbv2.ApplicationTargetGroup;
  public readonly url: string;
  public readonly entrance: ec2.IConnectable;
  public readonly testEntrance?: ec2.IConnectable;
  public readonly testEndpoint?: TestEndpoint;

  constructor(scope: Construct, id: string, private readonly props: SharedListenerTrafficProps) {
    super(scope, id);
    const { plan, listener } = props;
    const facts = factsOf(listener);
    this.loadBalancer = props.loadBalancer ?? facts.loadBalancer ?? importLoadBalancerOf(this, 'LoadBalancer', listener);
    this.blue = buildTargetGroup(this, 'Blue', plan, props);
    this.green = buildTargetGroup(this, 'Green', plan, props);
    this.productionListener = listener;
    this.productionRule = this.addRule('ProductionRule', listener, { weights: ALL_TO_BLUE, stickiness: props.stickiness?.toSeconds() });
    this.url = sayUrl(facts, this.hostName ?? this.loadBalancer.loadBalancerDnsName);
    this.entrance = listener;

    const { _kind: kind, _header: header } = plan.release.testTraffic;
    if (kind === 'none') { return; }
    this.testListener = kind === 'header' ? undefined : props.testListener ?? sharedTestListener(this.loadBalancer, facts.made!, testPortOf(plan.release.testTraffic));
    const testListener = this.testListener ?? listener;
    const weights = plan.release.engine.testsLiveVersion ? ALL_TO_BLUE : ALL_TO_GREEN;
    this.testRule = this.addRule('TestRule', testListener, { weights, header });
    this.testEntrance = testListener;
    this.testEndpoint = this.endpointAt(testListener, header);
  }

  /** A name that callers use, if one is known. */
  private get hostName(): string | undefined {
    return this.props.match.hosts.find((host) => !/[*?]/.test(host)) ?? (this.props.match.hosts.length === 0 ? this.props.domainName : undefined);
  }

  /** A name that requests have to ask for, if they do. */
  private get anyHostName(): string | undefined {
    return this.hostName ?? this.props.match.hosts[0]?.replace(/\*/g, 'test').replace(/\?/g, 't');
  }

  private endpointAt(listener: elbv2.IApplicationListener, header: TestEndpoint['header']): TestEndpoint {
    const { loadBalancer, anyHostName: hostName, props: { plan } } = this;
    const { protocol, port } = factsOf(listener);
    const scheme = (loadBalancer.node.defaultChild as elbv2.CfnLoadBalancer | undefined)?.scheme;
    return {
      loadBalancer,
      internetFacing: scheme !== 'internal',
      listener,
      protocol,
      port: port ?? (protocol === 'https' ? 443 : 80),
      hostName,
      header,
      healthCheck: plan.container.healthCheck,
      network: plan.network,
    };
  }

  private addRule(id: string, listener: elbv2.IApplicationListener, { header, ...props }: RuleOptions): elbv2.ApplicationListenerRule {
    const { priority, match: { paths, hosts } } = this.props;
    return new TrafficRule(this, id, {
      listener,
      // A header is looked at before the rule of the service that takes the rest.
      priority: header ? priority - 1 : priority,
      conditions: [
        ...paths.length > 0 ? [pathCondition(paths)] : [],
        ...hosts.length > 0 ? [hostCondition(hosts)] : [],
        ...header ? [headerCondition(header)] : [],
      ],
      blue: this.blue,
      green: this.green,
      ...props,
    }).forEcs;
  }
}

/** How the rules of a service differ. */
interface RuleOptions extends Pick<TrafficRuleProps, 'weights' | 'stickiness'> {
  readonly header?: TestEndpoint['header'];
}

function sayUrl({ protocol, port }: ListenerFacts, host: string): string {
  const isUsual = port === undefined || port === (protocol === 'https' ? 443 : 80);
  return `${protocol}://${host}${isUsual ? '' : `:${port}`}`;
}
