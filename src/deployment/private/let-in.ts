import { Names, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { inputError } from '../../core/private/input-error';

/** Fails for what has no place in a network. */
export function requirePeer(scope: IConstruct, peer: unknown): void {
  if ((peer as Partial<ec2.IConnectable> | undefined)?.connections !== undefined) { return; }
  throw inputError(scope, "the peer must be something with connections, such as a service, a security group or ec2.Peer.ipv4('10.0.0.0/8')");
}

/**
 * Opens the default port of something to a peer. A rule for a peer of another stack goes there: the peer's stack knows
 * the other's, as a rule, for the address that it calls.
 */
export function letIn(entrance: ec2.IConnectable, peer: ec2.IConnectable, description: string): void {
  for (const target of entrance.connections.securityGroups) {
    const elsewhere = peer.connections.securityGroups.filter((group) => Stack.of(group) !== Stack.of(target));
    if (elsewhere.length === 0) {
      target.connections.allowFrom(peer, entrance.connections.defaultPort!, description);
      continue;
    }
    for (const group of elsewhere) { allowFromItsStack(target, entrance.connections.defaultPort!, group, description); }
  }
}

function allowFromItsStack(target: ec2.ISecurityGroup, port: ec2.Port, group: ec2.ISecurityGroup, description: string): void {
  const stack = Stack.of(group);
  const rule = port.toRuleJson();
  const id = `${Names.nodeUniqueId(group.node)}To${Names.nodeUniqueId(target.node)}${rule.fromPort}`;
  if (stack.node.tryFindChild(id)) { return; }
  new ec2.CfnSecurityGroupIngress(stack, id, {
    groupId: target.securityGroupId,
    sourceSecurityGroupId: group.securityGroupId,
    description,
    ...rule,
  });
}
