import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import { waitFor } from './wait-for';

/** Whom each service waits for, so that two that call each other do not wait for ever. */
const waiting = new WeakMap<ecs.BaseService, Set<ecs.BaseService>>();

/** Has an ECS service find another by name; others cannot. A service of ours is asked for the one inside. */
export function connectClient(peer: ec2.IConnectable, service: ecs.BaseService, namespace: servicediscovery.INamespace): void {
  const client = (peer as { baseService?: unknown }).baseService ?? peer;
  if (!(client instanceof ecs.BaseService) || client === service) { return; }
  if (!hasServiceConnect(client)) { client.enableServiceConnect({ namespace: namespace.namespaceArn }); }
  // Tasks know the names that existed when their deployment began.
  if (waitsFor(service, client)) { return; }
  waiting.set(client, (waiting.get(client) ?? new Set()).add(service));
  waitFor(client, service.node.defaultChild!);
}

function waitsFor(service: ecs.BaseService, other: ecs.BaseService): boolean {
  return service === other || [...waiting.get(service) ?? []].some((next) => waitsFor(next, other));
}

/** The L2 refuses a second time, and does not tell. */
function hasServiceConnect({ node, stack }: ecs.BaseService): boolean {
  return stack.resolve((node.defaultChild as ecs.CfnService).serviceConnectConfiguration) !== undefined;
}
