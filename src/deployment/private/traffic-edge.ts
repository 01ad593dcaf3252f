import { Stack, Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { TRAFFIC } from './defaults';
import { ServicePlan } from './service-plan';
import { acknowledge } from '../../core/private/acknowledge';
import { LogBucket } from '../../core/private/log-bucket';
import { LoadBalancerOptions } from '../ingress';

/**
 * Everything between a caller and the tasks: load balancer, two target groups, the production rule that shares the
 * traffic between them, and a test listener nobody can reach unless let in.
 *
 * The production rule belongs to Amazon ECS after the first deployment: ECS moves its weights. CloudFormation writes
 * the weights of the template again when any property of the rule changes, so no prop that may change later reaches it.
 */
export class TrafficEdge extends Construct {
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
    logAccess(this.loadBalancer, options.accessLogsBucket ?? LogBucket.of(this));
    this.blue = buildTargetGroup(this, 'Blue', plan);
    this.green = buildTargetGroup(this, 'Green', plan);

    this.productionListener = addListener(this.loadBalancer, 'Production', options, isPublic);
    this.productionRule = addRule(this, 'ProductionRule', this.productionListener, [[this.blue, 100], [this.green, 0]]);
    this.testListener = addListener(this.loadBalancer, 'Test', options, false, TRAFFIC.testPort);
    this.testRule = addRule(this, 'TestRule', this.testListener, [[this.blue, 0], [this.green, 100]]);

    if (options.certificate) { redirectToHttps(this.loadBalancer, isPublic); }
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
    port: plan.containerPort,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: TRAFFIC.deregistrationDelay,
    healthCheck: { path: plan.healthCheckPath, ...TRAFFIC.healthCheck },
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

function redirectToHttps(loadBalancer: elbv2.ApplicationLoadBalancer, open: boolean): void {
  loadBalancer.addListener('Redirect', {
    port: 80,
    open,
    defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
  });
}

function logAccess(loadBalancer: elbv2.ApplicationLoadBalancer, bucket: s3.IBucket): void {
  // The prefix tells load balancers that share the bucket apart.
  const prefix = `load-balancers/${loadBalancer.node.addr}`;
  if (!Token.isUnresolved(Stack.of(loadBalancer).region)) {
    loadBalancer.logAccessLogs(bucket, prefix);
    return;
  }
  // The L2 refuses when it does not know the region, because older regions used an account of their own each.
  // The service principal that replaced them is accepted for every region.
  const { statementAdded, policyDependable } = bucket.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`${prefix}/AWSLogs/${Stack.of(loadBalancer).account}/*`)],
  }));
  if (statementAdded && policyDependable) { loadBalancer.node.addDependency(policyDependable); }
  loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
  loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  loadBalancer.setAttribute('access_logs.s3.prefix', prefix);
}

function acknowledgePublic(loadBalancer: elbv2.ApplicationLoadBalancer): void {
  acknowledge(loadBalancer, { 'AwsSolutions-EC23': 'An internet-facing load balancer takes requests from everywhere; the test listener does not.' });
}
