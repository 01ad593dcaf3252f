import { Token } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { AddressPlan, SubnetGroup } from './address-plan';
import { inputError, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { NetworkShape } from '../network-shape';
import { ServiceNetworkProps } from '../service-network';

const DEFAULTS = { shape: NetworkShape.ONE_NAT, maxAzs: 2, cidr: '10.0.0.0/16' };

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const CIDR = new RegExp(`^${OCTET}(\\.${OCTET}){3}/(1[6-9]|2[0-4])$`);

/** What a shape means for the parts of the network. */
interface ShapeTraits {
  /** The group that services run in. */
  readonly serviceGroup: SubnetGroup;
  /** What the subnets of the Service group can reach; without it there is no such group. */
  readonly serviceSubnetType?: SubnetType;
  readonly natGateways: 'none' | 'one' | 'per-az';
  readonly interfaceEndpoints: boolean;
}

const SHAPES: Record<NetworkShape, ShapeTraits> = {
  [NetworkShape.ONE_NAT]: {
    serviceGroup: 'Service', serviceSubnetType: SubnetType.PRIVATE_WITH_EGRESS, natGateways: 'one', interfaceEndpoints: false,
  },
  [NetworkShape.PUBLIC_IP]: {
    serviceGroup: 'Public', natGateways: 'none', interfaceEndpoints: false,
  },
  [NetworkShape.ENDPOINTS]: {
    serviceGroup: 'Service', serviceSubnetType: SubnetType.PRIVATE_ISOLATED, natGateways: 'none', interfaceEndpoints: true,
  },
  [NetworkShape.NAT_PER_AZ]: {
    serviceGroup: 'Service', serviceSubnetType: SubnetType.PRIVATE_WITH_EGRESS, natGateways: 'per-az', interfaceEndpoints: false,
  },
};

/** The whole input of a network, checked and complete. */
export interface NetworkPlan extends ShapeTraits {
  readonly maxAzs: number;
  readonly addresses: AddressPlan;
  readonly flowLogs: boolean;
  readonly restrictDefaultSecurityGroup: boolean;
}

/** Every default and every check of a network's input. */
export function resolveNetwork(scope: Construct, props: ServiceNetworkProps): NetworkPlan {
  const maxAzs = props.maxAzs ?? DEFAULTS.maxAzs;
  requireKnown(scope, 'maxAzs', maxAzs);
  requireInRange(scope, {
    prop: 'maxAzs',
    value: maxAzs,
    min: 2,
    max: 6,
    integer: true,
    fix: 'A load balancer needs subnets in two availability zones',
  });
  return {
    ...SHAPES[props.shape ?? DEFAULTS.shape],
    maxAzs,
    addresses: resolveAddresses(scope, props.cidr ?? DEFAULTS.cidr, maxAzs),
    flowLogs: props.flowLogs ?? true,
    restrictDefaultSecurityGroup: props.restrictDefaultSecurityGroup ?? false,
  };
}

function resolveAddresses(scope: Construct, cidr: string, maxAzs: number): AddressPlan {
  requireKnown(scope, 'cidr', cidr);
  requirePattern(scope, 'cidr', cidr, CIDR, "an IPv4 block from /16 to /24 such as '10.0.0.0/16'");
  const addresses = new AddressPlan(cidr);
  if (!addresses.aligned) {
    throw inputError(scope, `'cidr' must start at a multiple of its size, got ${show(cidr)}. Use the block's first address, such as '10.0.0.0/16'`);
  }
  if (maxAzs > addresses.azSlots) {
    throw inputError(scope, `'cidr' must have room for subnets in ${maxAzs} availability zones, got ${show(cidr)}, `
      + `which has room for ${addresses.azSlots}. Use a larger block or lower 'maxAzs'`);
  }
  return addresses;
}

/** The subnets are laid out at synth. */
function requireKnown(scope: Construct, prop: string, value: unknown): void {
  if (Token.isUnresolved(value)) {
    throw inputError(scope, `'${prop}' must be known at synth, when subnets are laid out; got a value that is only known at deployment. Use a literal`);
  }
}
