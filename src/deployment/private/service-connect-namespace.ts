import { Names } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import { Construct, IConstruct } from 'constructs';
import { inputError } from '../../core/private/input-error';

/** Who has which name in a namespace. */
const taken = new WeakMap<servicediscovery.INamespace, Map<string, IConstruct>>();

/** The namespace to be found in: that of the user, or of the cluster. The cluster that we make gets one. */
export function requireNamespace(scope: Construct, cluster: ecs.ICluster, own?: servicediscovery.INamespace): servicediscovery.INamespace {
  const existing = own ?? cluster.defaultCloudMapNamespace;
  if (existing) { return existing; }
  if (!(cluster instanceof ecs.Cluster) || !isShared(cluster)) {
    throw inputError(scope, "'cloudMapNamespace' of Ingress.serviceConnect() must be given, for the 'cluster' has no default namespace. " +
      "Or call cluster.addDefaultCloudMapNamespace({ name: 'shop', type: servicediscovery.NamespaceType.HTTP })");
  }
  return cluster.addDefaultCloudMapNamespace({
    // Unique in the account and region, as it has to be.
    name: Names.uniqueResourceName(cluster, { maxLength: 100, separator: '-' }).toLowerCase(),
    // Free of charge, unlike one with a hosted zone: Service Connect needs no DNS.
    type: servicediscovery.NamespaceType.HTTP,
  });
}

/** Fails when two services of the app want the same name. */
export function claimName(scope: IConstruct, namespace: servicediscovery.INamespace, name: string): void {
  const names = taken.get(namespace) ?? new Map<string, IConstruct>();
  const other = names.get(name) ?? scope;
  if (other !== scope) {
    throw inputError(scope, `'name' must be another than that of ${other.node.path} in the same namespace, got "${name}". Set it with Ingress.serviceConnect({ name })`);
  }
  taken.set(namespace, names.set(name, scope));
}

/** Whether a cluster is the one that the services of its stack share; see `SharedCluster`. */
function isShared({ node, stack }: ecs.Cluster): boolean {
  return node.scope === stack && node.id.startsWith('ServiceCluster');
}
