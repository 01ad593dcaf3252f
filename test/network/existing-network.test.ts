import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ServiceNetwork } from '../../src/network';
import { prodStack } from '../support/stacks';

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

/** A VPC somebody else made, with these kinds of subnets in two availability zones. */
function imported(stack: Stack, ...types: ec2.SubnetType[]): ec2.IVpc {
  const ids = (kind: string, type: ec2.SubnetType) => (types.includes(type) ? [`subnet-${kind}-1`, `subnet-${kind}-2`] : undefined);
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ids('public', PUBLIC),
    privateSubnetIds: ids('private', PRIVATE_WITH_EGRESS),
    isolatedSubnetIds: ids('isolated', PRIVATE_ISOLATED),
  });
}

function kindsOf(vpc: ec2.IVpc, selection: ec2.SubnetSelection): string[] {
  return [...new Set(vpc.selectSubnets(selection).subnetIds.map((id) => id.split('-')[1]))];
}

describe('ServiceNetwork.fromVpc', () => {
  test.each([
    [[PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED], 'private', 'public', 'isolated', false],
    [[PUBLIC, PRIVATE_WITH_EGRESS], 'private', 'public', 'private', false],
    [[PUBLIC, PRIVATE_ISOLATED], 'public', 'public', 'isolated', true],
    [[PUBLIC], 'public', 'public', 'public', true],
    [[PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED], 'private', 'private', 'isolated', false],
    [[PRIVATE_WITH_EGRESS], 'private', 'private', 'private', false],
    [[PRIVATE_ISOLATED], 'isolated', 'isolated', 'isolated', false],
  ])('of %j runs services in %s subnets, load balancers in %s, data in %s; public addresses: %s', (types, services, balancers, data, publicIp) => {
    const vpc = imported(prodStack(), ...types);
    const network = ServiceNetwork.fromVpc(vpc);

    expect(network.vpc).toBe(vpc);
    expect(kindsOf(vpc, network.serviceSubnets)).toEqual([services]);
    expect(kindsOf(vpc, network.loadBalancerSubnets)).toEqual([balancers]);
    expect(kindsOf(vpc, network.dataSubnets)).toEqual([data]);
    expect(network.assignPublicIp).toBe(publicIp);
  });

  test('gives a load balancer one subnet per availability zone, however many groups there are', () => {
    const vpc = new ec2.Vpc(prodStack(), 'Vpc', {
      maxAzs: 2,
      subnetConfiguration: [{ name: 'a', subnetType: PUBLIC }, { name: 'b', subnetType: PUBLIC }],
    });
    expect(vpc.selectSubnets(ServiceNetwork.fromVpc(vpc).loadBalancerSubnets).subnets).toHaveLength(2);
  });

  test('takes the subnets that the user chooses', () => {
    const vpc = imported(prodStack(), PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED);
    const network = ServiceNetwork.fromVpc(vpc, {
      serviceSubnets: { subnetType: PRIVATE_ISOLATED },
      loadBalancerSubnets: { subnetType: PRIVATE_WITH_EGRESS },
      dataSubnets: { subnetType: PUBLIC },
    });
    expect(kindsOf(vpc, network.serviceSubnets)).toEqual(['isolated']);
    expect(kindsOf(vpc, network.loadBalancerSubnets)).toEqual(['private']);
    expect(kindsOf(vpc, network.dataSubnets)).toEqual(['public']);
    expect(network.assignPublicIp).toBe(false);
  });

  test('puts the rest next to the services that the user placed', () => {
    const vpc = imported(prodStack(), PRIVATE_WITH_EGRESS);
    const [subnet] = vpc.privateSubnets;
    const network = ServiceNetwork.fromVpc(vpc, { serviceSubnets: { subnets: [subnet] } });
    expect(vpc.selectSubnets(network.loadBalancerSubnets).subnets).toEqual([subnet]);
    expect(vpc.selectSubnets(network.dataSubnets).subnets).toEqual([subnet]);
  });

  test('takes one of the chosen subnets per availability zone for load balancers', () => {
    const vpc = new ec2.Vpc(prodStack(), 'Vpc', {
      maxAzs: 2,
      subnetConfiguration: [{ name: 'a', subnetType: PUBLIC }, { name: 'b', subnetType: PUBLIC }],
    });
    const { loadBalancerSubnets } = ServiceNetwork.fromVpc(vpc, { loadBalancerSubnets: { subnetType: PUBLIC } });
    expect(vpc.selectSubnets(loadBalancerSubnets).subnets).toHaveLength(2);
  });

  test.each([[PUBLIC, undefined, true], [PUBLIC, false, false], [PRIVATE_WITH_EGRESS, undefined, false], [PRIVATE_WITH_EGRESS, true, true]])(
    'in %s subnets with assignPublicIp %p gives public addresses: %p', (subnetType, assignPublicIp, given) => {
      const vpc = imported(prodStack(), PUBLIC, PRIVATE_WITH_EGRESS);
      expect(ServiceNetwork.fromVpc(vpc, { serviceSubnets: { subnetType }, assignPublicIp }).assignPublicIp).toBe(given);
    },
  );

  test('says what the user says about what cannot be seen', () => {
    const vpc = imported(prodStack(), PRIVATE_ISOLATED);
    expect(ServiceNetwork.fromVpc(vpc)).toMatchObject({ dualStack: undefined, reachesAws: undefined });
    expect(ServiceNetwork.fromVpc(vpc, { dualStack: true, reachesAws: true })).toMatchObject({ dualStack: true, reachesAws: true });
  });

  test('takes a VPC that is looked up, before the lookup too', () => {
    const stack = prodStack();
    const network = ServiceNetwork.fromVpc(ec2.Vpc.fromLookup(stack, 'Vpc', { isDefault: true }));
    expect(network.vpc.selectSubnets(network.serviceSubnets).subnets.length).toBeGreaterThan(0);
  });

  test('fails when the VPC has no subnets, naming the parameter', () => {
    expect(() => ServiceNetwork.fromVpc(imported(prodStack()))).toThrow("'vpc' must have subnets, got a VPC without any. Import it with the ids of its subnets");
  });

  test.each(['serviceSubnets', 'loadBalancerSubnets', 'dataSubnets'])('fails when %s selects nothing that the VPC has, naming the prop', (prop) => {
    const vpc = imported(prodStack(), PUBLIC);
    expect(() => ServiceNetwork.fromVpc(vpc, { [prop]: { subnetGroupName: 'Applications' } })).toThrow(
      `'${prop}' must select subnets that the VPC has. There are no subnet groups with name 'Applications'`,
    );
    expect(() => ServiceNetwork.fromVpc(vpc, { [prop]: { subnetType: PUBLIC, availabilityZones: ['eu-west-1z'] } })).toThrow(
      `'${prop}' must select subnets that the VPC has, got a selection of none [at Prod/Vpc]`,
    );
  });

  test('lets a VPC that is still to be looked up have any group of subnets', () => {
    const vpc = ec2.Vpc.fromLookup(prodStack(), 'Vpc', { vpcName: 'main' });
    expect(() => ServiceNetwork.fromVpc(vpc, { serviceSubnets: { subnetGroupName: 'Applications' } })).not.toThrow();
  });

  test('fails for what is no VPC, naming the parameter', () => {
    const network = new ServiceNetwork(prodStack(), 'Network');
    for (const method of ['fromVpc', 'addEndpoints'] as const) {
      const expected = "'vpc' must be a VPC, such as ec2.Vpc.fromLookup(this, 'Vpc', …)";
      expect(() => ServiceNetwork[method](undefined as unknown as ec2.IVpc)).toThrow(`${expected}, got undefined [at ServiceNetwork.${method}]`);
      expect(() => ServiceNetwork[method](network as unknown as ec2.IVpc)).toThrow(`${expected}, got a ServiceNetwork [at ServiceNetwork.${method}]`);
    }
  });
});
