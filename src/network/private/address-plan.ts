import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The groups of subnets, in the order of their address blocks: the order never changes. */
const GROUPS = ['Public', 'Service', 'Data'] as const;

/** A group of subnets, one in each availability zone. */
export type SubnetGroup = typeof GROUPS[number];

/** No region has more availability zones. */
const MOST_AZS = 6;

/** A load balancer needs subnets of at least /27. */
const SMALLEST_SUBNET = 27;

/** Three groups of six subnets fit into 2^5 blocks. */
const SUBNET_BITS = 5;

/**
 * Gives every group and availability zone a block of its own, used or not. The VPC construct packs subnets densely
 * instead, so that adding an availability zone or a group there changes the addresses of, and so replaces, what exists.
 */
export class AddressPlan implements ec2.IIpAddresses {
  /** How many availability zones fit. */
  public readonly azSlots: number;
  /** Whether the block starts where a block of its size can start. */
  public readonly aligned: boolean;
  private readonly subnetPrefix: number;
  private readonly firstAddress: number;

  constructor(public readonly cidr: string) {
    const [address, prefix] = cidr.split('/');
    this.firstAddress = toNumber(address);
    this.aligned = this.firstAddress % sizeOf(Number(prefix)) === 0;
    this.subnetPrefix = Math.min(Number(prefix) + SUBNET_BITS, SMALLEST_SUBNET);
    this.azSlots = Math.min(MOST_AZS, Math.floor(2 ** (this.subnetPrefix - Number(prefix)) / GROUPS.length));
  }

  public allocateVpcCidr(): ec2.VpcIpamOptions {
    return { cidrBlock: this.cidr };
  }

  public allocateSubnetsCidr(input: ec2.AllocateCidrRequest): ec2.SubnetIpamOptions {
    const zonesSeen: Record<string, number> = {};
    return {
      allocatedSubnets: input.requestedSubnets.map(({ configuration: { name } }) => {
        const zone = zonesSeen[name] ?? 0;
        zonesSeen[name] = zone + 1;
        return { cidr: this.block(name as SubnetGroup, zone) };
      }),
    };
  }

  /** The number of the group and of the zone that have a block, from 0. */
  public placeOf(block: string): { group: number; zone: number } {
    const slot = (toNumber(block.split('/')[0]) - this.firstAddress) / sizeOf(this.subnetPrefix);
    return { group: Math.floor(slot / this.azSlots), zone: slot % this.azSlots };
  }

  private block(group: SubnetGroup, zone: number): string {
    const slot = GROUPS.indexOf(group) * this.azSlots + zone;
    return `${toAddress(this.firstAddress + slot * sizeOf(this.subnetPrefix))}/${this.subnetPrefix}`;
  }
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function toAddress(value: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(value / unit) % 256).join('.');
}
