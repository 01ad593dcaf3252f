import { Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressPlan } from './address-plan';

/** A block that Amazon provides is a /56: so many /64, the only size of an IPv6 subnet. */
const SUBNETS = 256;

/** Far more than there are zones; in hexadecimal the group and the zone have a digit each. */
const SUBNETS_PER_GROUP = 16;

/**
 * Gives every group and availability zone an IPv6 block of its own, used or not. The provider of the AWS CDK counts the
 * subnets there are instead, so that another availability zone there moves the addresses of what exists.
 */
export class Ipv6Plan implements ec2.IIpv6Addresses {
  public readonly amazonProvided = true;
  private readonly amazon = ec2.Ipv6Addresses.amazonProvided();

  constructor(private readonly addresses: AddressPlan) {}

  public allocateVpcIpv6Cidr(request: ec2.AllocateVpcIpv6CidrRequest): ec2.CfnVPCCidrBlock {
    return this.amazon.allocateVpcIpv6Cidr(request);
  }

  public createIpv6CidrBlocks({ ipv6SelectedCidr }: ec2.CreateIpv6CidrBlocksRequest): string[] {
    return this.amazon.createIpv6CidrBlocks({ ipv6SelectedCidr, subnetCount: SUBNETS });
  }

  public allocateSubnetsIpv6Cidr({ allocatedSubnets, ipv6Cidrs }: ec2.AllocateIpv6CidrRequest): ec2.SubnetIpamOptions {
    return {
      allocatedSubnets: allocatedSubnets.map(({ cidr }) => {
        const { group, zone } = this.addresses.placeOf(cidr);
        return { cidr, ipv6Cidr: Fn.select(group * SUBNETS_PER_GROUP + zone, ipv6Cidrs) };
      }),
    };
  }
}
