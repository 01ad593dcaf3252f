import { Duration, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AddressPlan, SubnetGroup } from './address-plan';
import { requireServices } from './services';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { NetworkShape } from '../network-shape';
import { ServiceNetworkProps } from '../service-network-props';

const DEFAULTS = { shape: NetworkShape.ONE_NAT, maxAzs: 2, cidr: '10.0.0.0/16' };

/** A load balancer needs two zones; six is what addresses are reserved for. */
const AZS = { min: 2, max: 6 };

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const CIDR = new RegExp(`^${OCTET}(\\.${OCTET}){3}/(1[6-9]|2[0-4])$`);

/** What a shape means for the parts of the network. */
interface ShapeTraits {
  /** The group that services run in. */
  readonly serviceGroup: SubnetGroup;
  /** What the subnets of the Service group can reach; without it there is no such group. */
  readonly serviceReach?: 'internet' | 'aws';
  readonly natGateways: 'none' | 'one' | 'per-az';
  readonly interfaceEndpoints: boolean;
}

const SHAPES: Record<NetworkShape, ShapeTraits> = {
  [NetworkShape.ONE_NAT]: { serviceGroup: 'Service', serviceReach: 'internet', natGateways: 'one', interfaceEndpoints: false },
  [NetworkShape.PUBLIC_IP]: { serviceGroup: 'Public', natGateways: 'none', interfaceEndpoints: false },
  [NetworkShape.ENDPOINTS]: { serviceGroup: 'Service', serviceReach: 'aws', natGateways: 'none', interfaceEndpoints: true },
  [NetworkShape.NAT_PER_AZ]: { serviceGroup: 'Service', serviceReach: 'internet', natGateways: 'per-az', interfaceEndpoints: false },
};

/** Where flow logs go; without a bucket, to the stack's own. */
export interface FlowLogPlan {
  readonly bucket?: s3.IBucket;
  readonly retention?: Duration;
}

/** The whole input of a network, checked and complete. */
export interface NetworkPlan extends ShapeTraits {
  readonly maxAzs: number;
  readonly addresses: AddressPlan;
  readonly dualStack: boolean;
  readonly moreEndpoints: ec2.InterfaceVpcEndpointAwsService[];
  readonly flowLogs?: FlowLogPlan;
  readonly restrictDefaultSecurityGroup: boolean;
}

/** Every default and every check of a network's input. */
export function resolveNetwork(scope: Construct, props: ServiceNetworkProps): NetworkPlan {
  const { maxAzs = DEFAULTS.maxAzs, moreEndpoints = [] } = props;
  requireKinds(scope, props, { dualStack: 'flag', flowLogs: 'flag', restrictDefaultSecurityGroup: 'flag' });
  requireZones(scope, maxAzs);
  requireServices(scope, moreEndpoints);
  return {
    ...traitsOf(scope, props.shape ?? DEFAULTS.shape),
    maxAzs,
    addresses: resolveAddresses(scope, props.cidr ?? DEFAULTS.cidr, maxAzs),
    dualStack: props.dualStack ?? false,
    moreEndpoints,
    flowLogs: resolveFlowLogs(scope, props),
    restrictDefaultSecurityGroup: props.restrictDefaultSecurityGroup ?? false,
  };
}

function requireZones(scope: Construct, maxAzs: number): void {
  requireKnown(scope, 'maxAzs', maxAzs);
  const hints = { low: 'A load balancer needs subnets in two availability zones', high: 'Addresses are reserved for six availability zones' };
  const fix = maxAzs < AZS.min ? hints.low : maxAzs > AZS.max ? hints.high : undefined;
  requireInRange(scope, { prop: 'maxAzs', value: maxAzs, ...AZS, integer: true, fix });
}

function traitsOf(scope: Construct, shape: NetworkShape): ShapeTraits {
  // Types are checked by no one in JavaScript.
  const traits: ShapeTraits | undefined = SHAPES[shape];
  if (!traits) { throw inputError(scope, `'shape' must be a NetworkShape, such as NetworkShape.ONE_NAT, got ${show(shape)}`); }
  return traits;
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

function resolveFlowLogs(scope: Construct, props: ServiceNetworkProps): FlowLogPlan | undefined {
  const { flowLogs = true, flowLogsBucket: bucket, flowLogRetention: retention } = props;
  if (!flowLogs && bucket) { throw inputError(scope, "'flowLogsBucket' must be left out when 'flowLogs' is false"); }
  if (!flowLogs && retention) { throw inputError(scope, "'flowLogRetention' must be left out when 'flowLogs' is false"); }
  if (!flowLogs) { return undefined; }
  if (bucket && retention) {
    throw inputError(scope, "'flowLogRetention' must be left out when there is a 'flowLogsBucket'. Give that bucket a lifecycle rule");
  }
  if (bucket) {
    requireAbility(scope, {
      prop: 'flowLogsBucket', value: bucket, method: 'addToResourcePolicy', expected: 'a bucket, such as s3.Bucket.fromBucketName(…)',
    });
  }
  if (retention) { requireDays(scope, retention); }
  return { bucket, retention };
}

function requireDays(scope: Construct, retention: Duration): void {
  requireAbility(scope, { prop: 'flowLogRetention', value: retention, method: 'toDays', expected: 'a Duration, such as Duration.days(90)' });
  if (retention.isUnresolved()) { throw inputError(scope, "'flowLogRetention' must be known at synth. Use a literal"); }
  const value = retention.toDays({ integral: false });
  requireInRange(scope, { prop: 'flowLogRetention', value, min: 1, integer: true, unit: 'days' });
}

/** The subnets are laid out at synth. */
function requireKnown(scope: Construct, prop: string, value: unknown): void {
  if (Token.isUnresolved(value)) {
    throw inputError(scope, `'${prop}' must be known at synth, when subnets are laid out; got a value that is only known at deployment. Use a literal`);
  }
}
