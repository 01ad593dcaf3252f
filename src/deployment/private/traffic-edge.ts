import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { TRAFFIC } from './defaults';
import { headerCondition, pathCondition } from './rule-conditions';
import { ServicePlan } from './service-plan';
import { testPortOf } from './test-traffic-checks';
import { BalancedTraffic, TestEndpoint, Traffic } from './traffic';
import { Front } from './traffic-front';
import { ALL_TO_BLUE, ALL_TO_GREEN, TrafficRule, TrafficRuleProps } from './traffic-rule';
import { buildTargetGroup } from './traffic-targets';
import { LoadBalancerOptions } from '../load-balancer-options';

/** What the load balancer of one service is made of. */
export interface TrafficEdgeProps extends LoadBalancerOptions {
  readonly plan: ServicePlan;
  readonly internetFacing: boolean;
}

/**
 * Everything between a caller and the tasks: load balancer, two target groups, the production rule that shares the
 * traffic between them, and a way for test traffic that nobody can take unless let in.
 *
 * The production rule belongs to Amazon ECS after the first deployment: ECS moves its weights. CloudFormation writes
 * the weights of the template again when any property of the rule changes, so no prop that may change later reaches it.
 */
export class TrafficEdge extends Construct implements Traffic, BalancedTraffic {
  public readonly balanced: BalancedTraffic = this;
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
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

  constructor(scope: Construct, id: string, props: TrafficEdgeProps) {
    super(scope, id);
    const { plan, ...options } = props;
    const front = new Front(this, { network: plan.network, ...options });
    this.loadBalancer = front.loadBalancer;
    this.blue = buildTargetGroup(this, 'Blue', plan, options);
    this.green = buildTargetGroup(this, 'Green', plan, options);
    this.productionListener = front.production;
    this.productionRule = this.addRule('ProductionRule', front.production, { weights: ALL_TO_BLUE, stickiness: options.stickiness?.toSeconds() });
    this.url = front.url;
    this.entrance = front.production;

    const { _kind: kind, _header: header } = plan.release.testTraffic;
    if (kind === 'none') { return; }
    const port = testPortOf(plan.release.testTraffic);
    const listener = kind === 'header' ? front.production : front.listen('Test', port);
    this.testListener = kind === 'header' ? undefined : listener;
    const weights = plan.release.engine.testsLiveVersion ? ALL_TO_BLUE : ALL_TO_GREEN;
    this.testRule = this.addRule('TestRule', listener, { weights, header });
    this.testEntrance = listener;
    this.testEndpoint = {
      loadBalancer: this.loadBalancer,
      internetFacing: options.internetFacing,
      listener,
      protocol: front.protocol,
      port: kind === 'header' ? front.port : port,
      hostName: options.domainName,
      header,
      healthCheck: plan.container.healthCheck,
      network: plan.network,
    };
  }

  private addRule(id: string, listener: elbv2.IApplicationListener, { header, ...props }: RuleOptions): elbv2.ApplicationListenerRule {
    return new TrafficRule(this, id, {
      listener,
      // A header is looked at before the rule that takes everything.
      priority: header ? TRAFFIC.rulePriority - 1 : TRAFFIC.rulePriority,
      conditions: [header ? headerCondition(header) : pathCondition(['/*'])],
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
