import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { inputError } from '../../core/private/input-error';
import { IServiceNetwork } from '../service-network';

const { PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED, PUBLIC } = ec2.SubnetType;

/** What goes where in a network that somebody else made. */
export function selectFrom(vpc: ec2.IVpc): IServiceNetwork {
  const forServices = firstPresent(vpc, [PRIVATE_WITH_EGRESS, PUBLIC, PRIVATE_ISOLATED]);
  if (forServices === undefined) {
    throw inputError(vpc, "'vpc' must have subnets, got a VPC without any. Import it with the ids of its subnets, or with ec2.Vpc.fromLookup");
  }
  return {
    vpc,
    serviceSubnets: { subnetType: forServices },
    // A load balancer takes one subnet per availability zone.
    loadBalancerSubnets: { subnetType: firstPresent(vpc, [PUBLIC]) ?? forServices, onePerAz: true },
    dataSubnets: { subnetType: firstPresent(vpc, [PRIVATE_ISOLATED]) ?? forServices },
    assignPublicIp: forServices === PUBLIC,
  };
}

function firstPresent(vpc: ec2.IVpc, types: ec2.SubnetType[]): ec2.SubnetType | undefined {
  return types.find((type) => subnetsOfType(vpc, type).length > 0);
}

function subnetsOfType(vpc: ec2.IVpc, type: ec2.SubnetType): ec2.ISubnet[] {
  switch (type) {
    case PRIVATE_WITH_EGRESS: return vpc.privateSubnets;
    case PRIVATE_ISOLATED: return vpc.isolatedSubnets;
    default: return vpc.publicSubnets;
  }
}
