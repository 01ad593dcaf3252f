import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { selectedSubnets } from './selected-subnets';
import { inputError } from '../../core/private/input-error';
import { IServiceNetwork } from '../service-network';

/** Fails when a load balancer cannot be in a network: it needs two availability zones, and public subnets to face the internet. */
export function requireLoadBalancerPlace(scope: Construct, network: IServiceNetwork, internetFacing: boolean): void {
  const prop = internetFacing ? 'loadBalancerSubnets' : 'serviceSubnets';
  const subnets = selectedSubnets(network.vpc, prop, network[prop]);
  const zones = zonesOf(subnets);
  if (zones.length === 1) {
    throw inputError(scope, `'network' must have '${prop}' in two availability zones for a load balancer, got only ${sayZone(zones[0])}. `
      + 'Use a VPC that has subnets in more');
  }
  if (internetFacing && subnets.some((subnet) => isInside(network.vpc, subnet))) {
    throw inputError(scope, "'network' must have public 'loadBalancerSubnets' for an internet-facing load balancer, got subnets without a way in. "
      + 'Choose others, or make the load balancer internal');
  }
}

/** The zones of subnets; none when they are not known: subnets may be a list of the deployment, or imported by their ids alone. */
function zonesOf(subnets: ec2.ISubnet[]): string[] {
  if (Token.isUnresolved(subnets.map(({ subnetId }) => subnetId))) { return []; }
  try {
    const zones = [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))];
    return Token.isUnresolved(zones) ? [] : zones;
  } catch {
    return [];
  }
}

/** Whether a subnet is known not to face the internet. */
function isInside({ privateSubnets, isolatedSubnets }: ec2.IVpc, { subnetId }: ec2.ISubnet): boolean {
  return [...privateSubnets, ...isolatedSubnets].some((subnet) => subnet.subnetId === subnetId);
}

function sayZone(zone: string): string {
  return Token.isUnresolved(zone) ? 'one' : zone;
}
