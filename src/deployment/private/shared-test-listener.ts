import { Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { TrafficListener } from './traffic-listener';

/** The closed listener for the test traffic of all services behind a listener: as that one, but on a port of its own. */
export function sharedTestListener(loadBalancer: elbv2.IApplicationLoadBalancer, like: elbv2.CfnListener, port: number): TrafficListener {
  const id = `TestTraffic${Token.isUnresolved(port) ? '' : port}`;
  const existing = loadBalancer.node.tryFindChild(id);
  if (existing instanceof TrafficListener) { return existing; }
  const { protocol, certificates, sslPolicy } = like;
  return new TrafficListener(loadBalancer as unknown as Construct, id, {
    loadBalancer, port, protocol, certificates, sslPolicy, openTo: [],
  });
}
