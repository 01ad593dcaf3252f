import { Fn, Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';

/** What can be told of a listener. */
export interface ListenerFacts {
  /** How it is made; undefined for a listener that is not made in this app. */
  readonly made?: elbv2.CfnListener;
  readonly protocol: 'http' | 'https';
  /** Undefined where an imported listener does not tell. */
  readonly port?: number;
  /** Its load balancer, undefined for a listener that is not made in this app. */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
}

export function factsOf(listener: elbv2.IApplicationListener): ListenerFacts {
  const child = listener.node.defaultChild;
  const made = child instanceof elbv2.CfnListener ? child : undefined;
  const { loadBalancer } = listener as Partial<elbv2.ApplicationListener>;
  const port = made?.port ?? listener.connections.defaultPort?.toRuleJson().fromPort;
  const protocol = made ? made.protocol === 'HTTPS' : [443, 8443].includes(port);
  return { made, port, loadBalancer, protocol: protocol ? 'https' : 'http' };
}

/** The load balancer of a listener that knows its own ARN only; its address stays unknown. */
export function importLoadBalancerOf(
  scope: Construct, id: string, { listenerArn, connections }: elbv2.IApplicationListener,
): elbv2.IApplicationLoadBalancer {
  return elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(scope, id, {
    loadBalancerArn: loadBalancerArnOf(listenerArn),
    securityGroupId: connections.securityGroups[0].securityGroupId,
  });
}

/** Of `arn:…:listener/app/name/1/2`, it is `arn:…:loadbalancer/app/name/1`. */
function loadBalancerArnOf(listenerArn: string): string {
  const parts = Fn.split('/', listenerArn, Token.isUnresolved(listenerArn) ? 5 : undefined);
  const name = [1, 2, 3].map((index) => Fn.select(index, parts)).join('/');
  return `${Fn.select(0, Fn.split(':listener/', listenerArn))}:loadbalancer/${name}`;
}
