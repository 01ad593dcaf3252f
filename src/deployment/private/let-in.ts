import { Names, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/**
 * Opens a listener to a peer. A rule for a peer of another stack goes there: the peer's stack knows the listener's, as
 * a rule, for the address that it calls.
 */
export function letIn(listener: elbv2.IApplicationListener, peer: ec2.IConnectable, description: string): void {
  const elsewhere = peer.connections.securityGroups.filter((group) => Stack.of(group) !== Stack.of(listener));
  if (elsewhere.length === 0) {
    listener.connections.allowDefaultPortFrom(peer, description);
    return;
  }
  for (const group of elsewhere) { allowFromItsStack(listener, group, description); }
}

function allowFromItsStack(listener: elbv2.IApplicationListener, group: ec2.ISecurityGroup, description: string): void {
  const port = listener.connections.defaultPort!.toRuleJson();
  for (const target of listener.connections.securityGroups) {
    const stack = Stack.of(group);
    const id = `${Names.nodeUniqueId(group.node)}To${Names.nodeUniqueId(target.node)}${port.fromPort}`;
    if (stack.node.tryFindChild(id)) { continue; }
    new ec2.CfnSecurityGroupIngress(stack, id, {
      groupId: target.securityGroupId,
      sourceSecurityGroupId: group.securityGroupId,
      description,
      ...port,
    });
  }
}
