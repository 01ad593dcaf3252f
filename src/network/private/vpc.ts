import { Fn, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { SubnetGroup } from './address-plan';
import { Ipv6Plan } from './ipv6-plan';
import { NetworkPlan } from './network-plan';
import { acknowledge } from '../../core/private/acknowledge';

/** Without it every dual-stack network gets an egress-only internet gateway, also one without a subnet that would use it. */
const GATEWAY_FLAG = '@aws-cdk/aws-ec2:requirePrivateSubnetsForEgressOnlyInternetGateway';

/** The network itself: subnets, routes, NAT gateways and the free S3 gateway endpoint. */
export function createVpc(scope: Construct, plan: NetworkPlan): ec2.Vpc {
  if (plan.dualStack) { scope.node.setContext(GATEWAY_FLAG, true); }
  const vpc = new ec2.Vpc(scope, 'Vpc', {
    ipAddresses: plan.addresses,
    ...zonesOf(scope, plan.maxAzs),
    ...plan.dualStack && { ipProtocol: ec2.IpProtocol.DUAL_STACK, ipv6Addresses: new Ipv6Plan(plan.addresses) },
    subnetConfiguration: subnetConfiguration(plan),
    natGateways: { 'none': 0, 'one': 1, 'per-az': plan.maxAzs }[plan.natGateways],
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    // Explicit, because a feature flag that new apps turn on adds a Lambda function otherwise.
    restrictDefaultSecurityGroup: plan.restrictDefaultSecurityGroup,
  });
  publicRoutes(vpc).forEach(acknowledgePublicRoute);
  if (plan.dualStack) { waitForGateway(vpc); }
  return vpc;
}

/** The selection of one group of subnets. */
export function subnetsOf(name: SubnetGroup): ec2.SubnetSelection {
  return { subnetGroupName: name };
}

/** The stack itself knows two zones only when it is environment-agnostic; CloudFormation knows them all. */
function zonesOf(scope: Construct, maxAzs: number): Pick<ec2.VpcProps, 'maxAzs' | 'availabilityZones'> {
  const { account, region } = Stack.of(scope);
  if (!Token.isUnresolved(account) && !Token.isUnresolved(region)) { return { maxAzs }; }
  return { availabilityZones: Array.from({ length: maxAzs }, (_, zone) => Fn.select(zone, Fn.getAzs())) };
}

function subnetConfiguration(plan: NetworkPlan): ec2.SubnetConfiguration[] {
  const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;
  const groups: [SubnetGroup, ec2.SubnetType][] = [['Public', PUBLIC], ['Data', PRIVATE_ISOLATED]];
  if (plan.serviceReach) { groups.splice(1, 0, ['Service', plan.serviceReach === 'internet' ? PRIVATE_WITH_EGRESS : PRIVATE_ISOLATED]); }

  return groups.map(([name, subnetType]) => ({
    name,
    subnetType,
    // Tasks ask for a public address themselves where they need one; nothing else should get one by accident.
    ...subnetType === PUBLIC && { mapPublicIpOnLaunch: false },
    ...plan.dualStack && { ipv6AssignAddressOnCreation: false },
  }));
}

/** The routes of the public subnets to the internet, also those for IPv6. */
function publicRoutes(vpc: ec2.Vpc): IConstruct[] {
  return vpc.publicSubnets.flatMap(({ node }) => [node.findChild('DefaultRoute'), node.tryFindChild('DefaultRoute6') ?? []].flat());
}

function acknowledgePublicRoute(route: IConstruct): void {
  const reason = 'Every shape of the network has subnets that face the internet, for load balancers and NAT gateways.';
  acknowledge(route, {
    'HIPAA.Security-VPCNoUnrestrictedRouteToIGW': reason,
    'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW': reason,
    'PCI.DSS.321-VPCNoUnrestrictedRouteToIGW': reason,
  });
}

/** The VPC construct makes only the IPv4 routes wait until the internet gateway is attached, without which a route fails. */
function waitForGateway(vpc: ec2.Vpc): void {
  const attachment = vpc.node.findChild('VPCGW');
  publicRoutes(vpc).forEach((route) => route.node.addDependency(attachment));
}
