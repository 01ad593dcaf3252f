import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { NetworkPlan } from './network-plan';
import { requireVpc, selectedSubnets } from './selected-subnets';
import { requireServices, Services, taskServices, withMore } from './services';
import { hasEndpoint } from './visible-endpoints';
import { subnetsOf } from './vpc';
import { inputError } from '../../core/private/input-error';
import { EndpointOptions } from '../endpoint-options';

/** What endpoints have in common. */
interface Place {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
}

/** Where the endpoints of a network of somebody else are kept together, below its VPC. */
const ENDPOINTS_ID = 'ServiceEndpoints';

const SECURITY_GROUP_ID = 'EndpointSecurityGroup';

/** The interface endpoints of a network of ours. */
export function addEndpointsOf(scope: Construct, vpc: ec2.IVpc, plan: NetworkPlan): void {
  const services = withMore(plan.interfaceEndpoints ? taskServices() : {}, plan.moreEndpoints);
  if (Object.keys(services).length === 0) { return; }

  const securityGroup = endpointSecurityGroup(scope, vpc, plan.addresses.cidr);
  // Their ids are those of children of the VPC: a move would replace endpoints that keep their names to themselves.
  addInterfaceEndpoints(vpc, { vpc, subnets: subnetsOf(plan.serviceGroup) }, services, securityGroup);
}

/** The endpoints that a network of somebody else lacks. */
export function completeEndpoints(vpc: ec2.IVpc, options: EndpointOptions): void {
  requireVpc(vpc, 'ServiceNetwork.addEndpoints');
  const { subnets = subnetsOfServices(vpc), moreEndpoints = [] } = options;
  requireServices(vpc, moreEndpoints);
  const services = Object.entries(withMore(taskServices(), moreEndpoints));
  const missing = Object.fromEntries(services.filter(([, { shortName }]) => !hasEndpoint(vpc, shortName)));
  const cidr = addressesOf(vpc);
  const behindS3 = hasEndpoint(vpc, 's3') ? [] : selectedSubnets(vpc, 'subnets', subnets);
  behindS3.forEach((subnet) => requireRouteTable(vpc, subnet));

  const scope = childOf(vpc, ENDPOINTS_ID, () => new Construct(vpc, ENDPOINTS_ID));
  if (behindS3.length > 0) { addS3Endpoint(scope, vpc, behindS3); }
  if (Object.keys(missing).length === 0) { return; }
  const securityGroup = childOf(scope, SECURITY_GROUP_ID, () => endpointSecurityGroup(scope, vpc, cidr));
  // An endpoint takes one subnet per availability zone.
  addInterfaceEndpoints(scope, { vpc, subnets: { ...subnets, onePerAz: true } }, missing, securityGroup);
}

/** What an earlier call made, or something new. */
function childOf<T extends Construct>(scope: IConstruct, id: string, make: () => T): T {
  return scope.node.tryFindChild(id) as T | undefined ?? make();
}

function addInterfaceEndpoints(scope: Construct, place: Place, services: Services, securityGroup: ec2.SecurityGroup): void {
  for (const [id, service] of Object.entries(services)) {
    new ec2.InterfaceVpcEndpoint(scope, id, { ...place, service, securityGroups: [securityGroup], open: false });
  }
}

function addS3Endpoint(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[]): void {
  new ec2.GatewayVpcEndpoint(scope, 'S3', { vpc, subnets: [{ subnets }], service: ec2.GatewayVpcEndpointAwsService.S3 });
}

function requireRouteTable(vpc: ec2.IVpc, { routeTable }: ec2.ISubnet): void {
  if (routeTable?.routeTableId) { return; }
  throw inputError(vpc, "'vpc' must be imported with the ids of its route tables, which the S3 gateway endpoint needs. "
    + 'Use ec2.Vpc.fromLookup, or give ec2.Vpc.fromVpcAttributes those ids');
}

function endpointSecurityGroup(scope: Construct, vpc: ec2.IVpc, cidr: string): ec2.SecurityGroup {
  const securityGroup = new ec2.SecurityGroup(scope, SECURITY_GROUP_ID, {
    vpc,
    description: 'Interface endpoints of the service network',
    allowAllOutbound: false,
  });
  // The literal block: tools that check templates cannot judge the attribute of the VPC.
  securityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), 'HTTPS from the network itself');
  return securityGroup;
}

/** The addresses of a VPC, as a literal where there is one. */
function addressesOf(vpc: ec2.IVpc): string {
  const resource = vpc.node.defaultChild;
  if (resource instanceof ec2.CfnVPC && resource.cidrBlock) { return resource.cidrBlock; }
  try {
    return vpc.vpcCidrBlock;
  } catch {
    throw inputError(vpc, "'vpc' must be imported with its 'vpcCidrBlock', from which the endpoints are called");
  }
}

function subnetsOfServices(vpc: ec2.IVpc): ec2.SubnetSelection {
  const { PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC } = ec2.SubnetType;
  if (vpc.isolatedSubnets.length > 0) { return { subnetType: PRIVATE_ISOLATED }; }
  return { subnetType: vpc.privateSubnets.length > 0 ? PRIVATE_WITH_EGRESS : PUBLIC };
}
