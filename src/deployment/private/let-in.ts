import { Names, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { inputError } from '../../core/private/input-error';

/** Fails for what has no place in a network. */
export function requirePeer(scope: IConstruct, peer: unknown): void {
  if ((peer as Partial<ec2.IConnectable> | undefined)?.connections !== undefined) { return; }
  throw inputError(scope, "the peer must be something with connections, such as a service, a security group or ec2.Peer.ipv4('10.0.0.0/8')");
}

/** The port that callers use; an imported listener may not tell it. */
export function requirePort(scope: IConstruct, { connections: { defaultPort } }: ec2.IConnectable): ec2.Port {
  if (defaultPort) { return defaultPort; }
  throw inputError(scope, "'listener' must have a port that is known here, got one that was imported without. Import it with 'defaultPort'");
}

/**
 * Opens the default port of something to a peer. A rule for a peer of another stack goes there: the peer's stack knows
 * the other's, as a rule, for the address that it calls.
 */
export function letIn(entrance: ec2.IConnectable, peer: ec2.IConnectable, description: string): void {
  const port = entrance.connections.defaultPort!;
  for (const target of entrance.connections.securityGroups) {
    const isElsewhere = (group: ec2.ISecurityGroup) => Stack.of(group) !== Stack.of(target);
    if (!peer.connections.securityGroups.some(isElsewhere)) {
      target.connections.allowFrom(peer, port, description);
      continue;
    }
    for (const group of peer.connections.securityGroups) {
      if (isElsewhere(group)) {
        allowFromItsStack(target, port, group, description);
      } else {
        target.connections.allowFrom(group, port, description);
      }
    }
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
  if (!group.allowAllOutbound) { group.addEgressRule(target, port, description); }
}
