import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as cxapi from 'aws-cdk-lib/cx-api';

/** A VPC of this app with isolated subnets only, in two availability zones. */
export function isolatedVpc(stack: Stack, id = 'Vpc'): ec2.Vpc {
  return new ec2.Vpc(stack, id, { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'Inside', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
}

/** A VPC of somebody else with isolated subnets only. */
export function importedIsolatedVpc(stack: Stack, id = 'Vpc', overrides: Partial<ec2.VpcAttributes> = {}): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, id, {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.8.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-1', 'subnet-2'],
    isolatedSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
    ...overrides,
  });
}

/** A VPC that was looked up, with isolated subnets only. */
export function lookedUpIsolatedVpc(stack: Stack): ec2.IVpc {
  const found: cxapi.VpcContextResponse = {
    vpcId: 'vpc-2',
    vpcCidrBlock: '10.9.0.0/16',
    availabilityZones: [],
    subnetGroups: [{
      name: 'Inside',
      type: cxapi.VpcSubnetGroupType.ISOLATED,
      subnets: ['a', 'b'].map((zone) => ({ subnetId: `subnet-${zone}`, availabilityZone: `eu-west-1${zone}`, routeTableId: `rtb-${zone}`, cidr: '10.9.0.0/24' })),
    }],
  };
  stack.node.setContext(`vpc-provider:account=${stack.account}:filter.vpc-id=vpc-2:region=${stack.region}:returnAsymmetricSubnets=true`, found);
  return ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-2' });
}
