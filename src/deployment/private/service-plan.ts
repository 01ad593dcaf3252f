import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { ContainerPlan, resolveContainer } from './container-plan';
import { Launch } from './launch';
import { ReleasePlan, resolveRelease } from './release-plan';
import { resolveRollback, RollbackPlan } from './rollback-plan';
import { resolveScaling, ScalingPlan } from './scaling-plan';
import { SharedCluster } from './shared-cluster';
import { inputError, requireAbility } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { IServiceNetwork, ServiceNetwork } from '../../network';
import { BlueGreenServiceProps } from '../blue-green-service-props';
import { Ingress } from '../ingress';
import { ServiceImageConfig } from '../service-image';

/** The whole input of a service, defaults filled in and checked. Nothing below this asks the props again. */
export interface ServicePlan {
  readonly container: ContainerPlan;
  readonly release: ReleasePlan;
  readonly ingress: Ingress;
  readonly scaling: ScalingPlan;
  readonly rollback: RollbackPlan;
  readonly launch: Launch;
  readonly network: IServiceNetwork;
  readonly cluster: ecs.ICluster;
  readonly image: ServiceImageConfig;
}

export function resolveServicePlan(scope: Construct, props: BlueGreenServiceProps, launch: Launch): ServicePlan {
  requireProps(scope, props);
  const { ingress = Ingress.internetFacing() } = props;
  const container = resolveContainer(scope, props, launch);
  const release = resolveRelease(scope, props);
  ingress._validate(scope, release);
  const scaling = resolveScaling(scope, props.scaling);
  const rollback = resolveRollback(scope, props.rollback);
  if (props.network) { requireWayIn(scope, ingress, props.network); }

  // Constructs come last: a refused service leaves nothing half-built behind.
  const place = resolvePlace(scope, props);
  launch.prepare(scope, place.cluster, place.network);
  return { container, release, ingress, scaling, rollback, launch, ...place, image: container.bindImage(scope) };
}

function requireProps(scope: Construct, props: BlueGreenServiceProps): void {
  requireKinds(scope, props, { scaling: 'options', rollback: 'options' });
  const { alerts, cluster, network, ingress } = props;
  if (alerts !== undefined) { requireAbility(scope, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' }); }
  if (network !== undefined && !network?.vpc) { throw inputError(scope, "'network' must be a service network, such as ServiceNetwork.fromVpc(vpc)"); }
  if (cluster !== undefined && !cluster?.clusterArn) { throw inputError(scope, "'cluster' must be an ECS cluster"); }
  if (ingress !== undefined && !(ingress instanceof Ingress)) { throw inputError(scope, "'ingress' must be an Ingress, such as Ingress.internalOnly()"); }
}

/** An internet-facing load balancer has no public address in a subnet without a way to the internet. */
function requireWayIn(scope: Construct, ingress: Ingress, { vpc }: IServiceNetwork): void {
  if (ingress._isInternetFacing && vpc.publicSubnets.length === 0) {
    throw inputError(scope, "'ingress' must be Ingress.internalOnly() in a network without public subnets, got Ingress.internetFacing()");
  }
}

function resolvePlace(scope: Construct, { cluster, network }: BlueGreenServiceProps): Pick<ServicePlan, 'network' | 'cluster'> {
  if (cluster && network && cluster.vpc !== network.vpc) {
    throw inputError(scope, `'network' must be in the VPC of 'cluster' (${cluster.vpc.node.path}), got ${network.vpc.node.path}. Leave out one of the two`);
  }
  const place = network ?? (cluster ? ServiceNetwork.fromVpc(cluster.vpc) : ServiceNetwork.ofStack(scope));
  return { network: place, cluster: cluster ?? SharedCluster.of(scope, place.vpc) };
}
