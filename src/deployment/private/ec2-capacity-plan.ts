import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { EC2_DEFAULTS } from './defaults';
import { SharedCluster } from './shared-cluster';
import { inputError, requireInRange, show } from '../../core/private/input-error';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { IServiceNetwork, ServiceNetwork } from '../../network';
import { Ec2CapacityProps, InstanceOperatingSystem } from '../ec2-capacity';

/** The whole input of the instances, checked and complete. */
export interface Ec2CapacityPlan {
  readonly cluster: ecs.Cluster;
  readonly network: IServiceNetwork;
  readonly instanceType: ec2.InstanceType;
  readonly operatingSystem: InstanceOperatingSystem;
  readonly minInstances: number;
  readonly maxInstances: number;
}

export function resolveEc2Capacity(scope: Construct, props: Ec2CapacityProps): Ec2CapacityPlan {
  requireKinds(scope, { props }, { props: 'options' });
  const { minInstances = EC2_DEFAULTS.minInstances, instanceType, operatingSystem } = props;
  requireInRange(scope, { prop: 'minInstances', value: minInstances, min: 0, integer: true, unit: 'instances' });
  const maxInstances = props.maxInstances ?? defaultMaxInstances(minInstances);
  requireInRange(scope, { prop: 'maxInstances', value: maxInstances, min: 1, integer: true, unit: 'instance' });
  if (!Token.isUnresolved(minInstances) && !Token.isUnresolved(maxInstances) && maxInstances < minInstances) {
    throw inputError(scope, `'maxInstances' must be at least 'minInstances' (${minInstances}), got ${maxInstances}`);
  }
  requireMember(scope, 'operatingSystem', operatingSystem, InstanceOperatingSystem, 'InstanceOperatingSystem');
  if (instanceType !== undefined) { requireInstanceType(scope, instanceType); }
  const place = resolvePlace(scope, props);
  return {
    ...place,
    instanceType: instanceType ?? new ec2.InstanceType(EC2_DEFAULTS.instanceType),
    operatingSystem: operatingSystem ?? InstanceOperatingSystem.BOTTLEROCKET,
    minInstances,
    maxInstances,
  };
}

function defaultMaxInstances(minInstances: number): number {
  return Token.isUnresolved(minInstances) ? EC2_DEFAULTS.maxInstances : Math.max(EC2_DEFAULTS.maxInstances, minInstances);
}

/** The class takes any text, and only complains when it is asked for the processor. */
function requireInstanceType(scope: Construct, value: ec2.InstanceType): void {
  try {
    if (value.architecture !== undefined || Token.isUnresolved(String(value))) { return; }
  } catch {
    // Said below.
  }
  throw inputError(scope, `'instanceType' must be a type of EC2 instances, such as new ec2.InstanceType('m6i.large'), got ${value instanceof ec2.InstanceType ? show(String(value)) : show(value)}`);
}

function resolvePlace(scope: Construct, { cluster, network }: Ec2CapacityProps): Pick<Ec2CapacityPlan, 'cluster' | 'network'> {
  if (network !== undefined && !network?.vpc) { throw inputError(scope, "'network' must be a service network, such as ServiceNetwork.fromVpc(vpc)"); }
  if (cluster !== undefined && !(cluster instanceof ecs.Cluster)) {
    throw inputError(scope, "'cluster' must be a cluster that this app makes, got one from elsewhere: only its own stack can give it instances");
  }
  if (cluster && cluster.stack !== Stack.of(scope)) {
    throw inputError(scope, `'cluster' must be in the stack of its instances, got one in ${cluster.stack.node.path}. Make the capacity there`);
  }
  if (cluster && network && cluster.vpc !== network.vpc) {
    throw inputError(scope, `'network' must be in the VPC of 'cluster' (${cluster.vpc.node.path}), got ${network.vpc.node.path}. Leave out one of the two`);
  }
  const place = network ?? (cluster ? ServiceNetwork.fromVpc(cluster.vpc) : ServiceNetwork.ofStack(scope));
  requirePrivateSubnets(scope, place);
  return { network: place, cluster: cluster ?? SharedCluster.of(scope, place.vpc) };
}

/** Tasks on EC2 have a network interface without a public address, whatever their subnet. */
function requirePrivateSubnets(scope: Construct, { assignPublicIp }: IServiceNetwork): void {
  if (!assignPublicIp) { return; }
  throw inputError(scope, "'network' must have private subnets, got one whose services need public addresses: tasks on EC2 instances cannot have " +
    'one and would reach nothing. Use NetworkShape.ONE_NAT, or BlueGreenFargateService');
}
