import { Fn, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { SubnetGroup } from './address-plan';
import { NetworkPlan } from './network-plan';
import { acknowledge } from '../../core/private/acknowledge';

/** The network itself: subnets, routes, NAT gateways and the free S3 gateway endpoint. */
export function createVpc(scope: Construct, plan: NetworkPlan): ec2.Vpc {
  const vpc = new ec2.Vpc(scope, 'Vpc', {
    ipAddresses: plan.addresses,
    ...zonesOf(scope, plan.maxAzs),
    subnetConfiguration: subnetConfiguration(plan),
    natGateways: { 'none': 0, 'one': 1, 'per-az': plan.maxAzs }[plan.natGateways],
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    // Explicit, because a feature flag that new apps turn on adds a Lambda function otherwise.
    restrictDefaultSecurityGroup: plan.restrictDefaultSecurityGroup,
  });
  vpc.publicSubnets.forEach(acknowledgePublicRoute);
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
  return [
    // Tasks ask for a public address themselves where they need one; nothing else should get one by accident.
    group('Public', ec2.SubnetType.PUBLIC, { mapPublicIpOnLaunch: false }),
    ...(plan.serviceSubnetType ? [group('Service', plan.serviceSubnetType)] : []),
    group('Data', ec2.SubnetType.PRIVATE_ISOLATED),
  ];
}

function group(name: SubnetGroup, subnetType: ec2.SubnetType, options: Partial<ec2.SubnetConfiguration> = {}): ec2.SubnetConfiguration {
  return { name, subnetType, ...options };
}

function acknowledgePublicRoute(subnet: ec2.ISubnet): void {
  const reason = 'Every shape of the network has subnets that face the internet, for load balancers and NAT gateways.';
  acknowledge(subnet.node.findChild('DefaultRoute'), {
    'HIPAA.Security-VPCNoUnrestrictedRouteToIGW': reason,
    'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW': reason,
    'PCI.DSS.321-VPCNoUnrestrictedRouteToIGW': reason,
  });
}
