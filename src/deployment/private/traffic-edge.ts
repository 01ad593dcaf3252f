import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { logAccess } from './access-logs';
import { TRAFFIC } from './defaults';
import { ServicePlan } from './service-plan';
import { BalancedTraffic, Traffic } from './traffic';
import { acknowledge } from '../../core/private/acknowledge';
import { LoadBalancerOptions } from '../ingress';

/**
 * Everything between a caller and the tasks: load balancer, two target groups, the production rule that shares the
 * traffic between them, and a test listener nobody can reach unless let in.
 *
 * The production rule belongs to Amazon ECS after the first deployment: ECS moves its weights. CloudFormation writes
 * the weights of the template again when any property of the rule changes, so no prop that may change later reaches it.
 */
export class TrafficEdge extends Construct implements Traffic, BalancedTraffic {
  public readonly balanced: BalancedTraffic = this;
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  public readonly productionListener: elbv2.ApplicationListener;
  public readonly productionRule: elbv2.ApplicationListenerRule;
  public readonly testListener: elbv2.ApplicationListener;
  public readonly testRule: elbv2.ApplicationListenerRule;
  public readonly blue: elbv2.ApplicationTargetGroup;
  public readonly green: elbv2.ApplicationTargetGroup;
  public readonly url: string;

  constructor(scope: Construct, id: string, plan: ServicePlan) {
    super(scope, id);
    const { _isInternetFacing: isPublic, _options: options } = plan.ingress;

    this.loadBalancer = buildLoadBalancer(this, plan, isPublic);
    logAccess(this.loadBalancer, options.accessLogsBucket);
    this.blue = buildTargetGroup(this, 'Blue', plan);
    this.green = buildTargetGroup(this, 'Green', plan);

    this.productionListener = addListener(this.loadBalancer, 'Production', options, isPublic);
    this.productionRule = addRule(this, 'ProductionRule', this.productionListener, [[this.blue, 100], [this.green, 0]]);
    this.testListener = addListener(this.loadBalancer, 'Test', options, false, TRAFFIC.testPort);
    this.testRule = addRule(this, 'TestRule', this.testListener, [[this.blue, 0], [this.green, 100]]);

    if (options.certificate) { redirectToHttps(this.loadBalancer, this.productionListener, isPublic); }
    if (isPublic) { acknowledgePublic(this.loadBalancer); }
    this.url = `${options.certificate ? 'https' : 'http'}://${this.loadBalancer.loadBalancerDnsName}`;
  }
}

function buildLoadBalancer(scope: Construct, { network }: ServicePlan, internetFacing: boolean): elbv2.ApplicationLoadBalancer {
  return new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc: network.vpc,
    vpcSubnets: internetFacing ? network.loadBalancerSubnets : network.serviceSubnets,
    internetFacing,
    dropInvalidHeaderFields: true,
  });
}

function buildTargetGroup(scope: Construct, id: string, plan: ServicePlan): elbv2.ApplicationTargetGroup {
  return new elbv2.ApplicationTargetGroup(scope, id, {
    vpc: plan.network.vpc,
    // Amazon ECS registers each task with its own port. A port here could never change: it would replace both groups.
    port: 80,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: TRAFFIC.deregistrationDelay,
    healthCheck: { path: plan.container.healthCheck.path, ...TRAFFIC.healthCheck },
  });
}

function addListener(
  loadBalancer: elbv2.ApplicationLoadBalancer, id: string, { certificate }: LoadBalancerOptions, open: boolean, port?: number,
): elbv2.ApplicationListener {
  return loadBalancer.addListener(id, {
    port: port ?? (certificate ? 443 : 80),
    protocol: certificate ? elbv2.ApplicationProtocol.HTTPS : elbv2.ApplicationProtocol.HTTP,
    certificates: certificate && [certificate],
    sslPolicy: certificate && elbv2.SslPolicy.RECOMMENDED_TLS,
    open,
    // Traffic is shared by a rule: ECS can move the weights of a rule, not of a default action.
    defaultAction: elbv2.ListenerAction.fixedResponse(404),
  });
}

function addRule(
  scope: Construct, id: string, listener: elbv2.ApplicationListener, weights: [elbv2.ApplicationTargetGroup, number][],
): elbv2.ApplicationListenerRule {
  return new elbv2.ApplicationListenerRule(scope, id, {
    listener,
    priority: TRAFFIC.rulePriority,
    conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])],
    // Both groups are named, for ECS refuses a target group that no load balancer knows.
    action: elbv2.ListenerAction.weightedForward(weights.map(([targetGroup, weight]) => ({ targetGroup, weight }))),
  });
}

function redirectToHttps(loadBalancer: elbv2.ApplicationLoadBalancer, production: elbv2.ApplicationListener, open: boolean): void {
  const redirect = loadBalancer.addListener('Redirect', {
    port: 80,
    open,
    defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
  });
  // When a service gets its certificate later, production has to leave port 80 first.
  redirect.node.addDependency(production);
}

function acknowledgePublic(loadBalancer: elbv2.ApplicationLoadBalancer): void {
  acknowledge(loadBalancer, { 'AwsSolutions-EC23': 'An internet-facing load balancer takes requests from everywhere; the test listener does not.' });
}
