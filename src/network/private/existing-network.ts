import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { requireVpc, selectedSubnets } from './selected-subnets';
import { inputError } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { ExistingNetworkOptions } from '../existing-network-options';
import { IServiceNetwork } from '../service-network';

/** What goes where in a network that somebody else made. */
export function selectFrom(vpc: ec2.IVpc, options: ExistingNetworkOptions): IServiceNetwork {
  requireVpc(vpc, 'ServiceNetwork.fromVpc');
  requireKinds(vpc, { options }, { options: 'options' });
  requireKinds(vpc, options, { assignPublicIp: 'flag', dualStack: 'flag', reachesAws: 'flag' });
  const { PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED, PUBLIC } = ec2.SubnetType;
  const forServices = firstPresent(vpc, [PRIVATE_WITH_EGRESS, PUBLIC, PRIVATE_ISOLATED]);
  if (forServices === undefined) {
    throw inputError(vpc, "'vpc' must have subnets, got a VPC without any. Import it with the ids of its subnets, or with ec2.Vpc.fromLookup");
  }
  const serviceSubnets = options.serviceSubnets ?? { subnetType: forServices };
  const network = {
    serviceSubnets,
    loadBalancerSubnets: onePerZone(options.loadBalancerSubnets ?? ofType(firstPresent(vpc, [PUBLIC])) ?? serviceSubnets),
    dataSubnets: options.dataSubnets ?? ofType(firstPresent(vpc, [PRIVATE_ISOLATED])) ?? serviceSubnets,
  };
  Object.entries(network).forEach(([prop, selection]) => selectedSubnets(vpc, prop, selection));
  return {
    vpc,
    ...network,
    assignPublicIp: options.assignPublicIp ?? arePublic(vpc, serviceSubnets),
    dualStack: options.dualStack,
    reachesAws: options.reachesAws,
  };
}

function ofType(subnetType?: ec2.SubnetType): ec2.SubnetSelection | undefined {
  return subnetType && { subnetType };
}

/** A load balancer takes one subnet per availability zone. Subnets that are given one by one are the user's to choose. */
function onePerZone(selection: ec2.SubnetSelection): ec2.SubnetSelection {
  return selection.subnets ? selection : { ...selection, onePerAz: true };
}

function arePublic(vpc: ec2.IVpc, selection: ec2.SubnetSelection): boolean {
  return vpc.selectSubnets(selection).hasPublic;
}

function firstPresent(vpc: ec2.IVpc, types: ec2.SubnetType[]): ec2.SubnetType | undefined {
  return types.find((type) => subnetsOfType(vpc, type).length > 0);
}

function subnetsOfType(vpc: ec2.IVpc, type: ec2.SubnetType): ec2.ISubnet[] {
  switch (type) {
    case ec2.SubnetType.PRIVATE_WITH_EGRESS: return vpc.privateSubnets;
    case ec2.SubnetType.PRIVATE_ISOLATED: return vpc.isolatedSubnets;
    default: return vpc.publicSubnets;
  }
}
