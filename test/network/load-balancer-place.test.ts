import { Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { importedIsolatedVpc, isolatedVpc } from './support/vpcs';
import { IServiceNetwork, NetworkShape, ServiceNetwork } from '../../src/network';
import { prodStack } from '../support/stacks';

const INTERNET = true;
const INTERNAL = false;

function requirePlace(stack: Stack, network: IServiceNetwork, internetFacing: boolean): void {
  ServiceNetwork._requireLoadBalancerPlace(stack, network, internetFacing);
}

describe('a load balancer', () => {
  test.each(Object.values(NetworkShape))('has a place in a network of shape %s', (shape) => {
    const stack = prodStack();
    const network = new ServiceNetwork(stack, 'Network', { shape });
    expect(() => requirePlace(stack, network, INTERNET)).not.toThrow();
    expect(() => requirePlace(stack, network, INTERNAL)).not.toThrow();
  });

  test('has one in an environment that is not known', () => {
    const stack = prodStack({ agnostic: true });
    expect(() => requirePlace(stack, new ServiceNetwork(stack, 'Network'), INTERNET)).not.toThrow();
  });

  test.each([[INTERNET, 'loadBalancerSubnets'], [INTERNAL, 'serviceSubnets']])('has none in one availability zone (internet-facing: %p)', (internetFacing, prop) => {
    const stack = prodStack();
    const network = ServiceNetwork.fromVpc(new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }));
    expect(() => requirePlace(stack, network, internetFacing)).toThrow(
      `'network' must have '${prop}' in two availability zones for a load balancer, got only dummy1a. Use a VPC that has subnets in more [at Prod]`,
    );
  });

  test('has none in one availability zone of which the name is not known', () => {
    const stack = prodStack({ agnostic: true });
    const network = ServiceNetwork.fromVpc(new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }));
    expect(() => requirePlace(stack, network, INTERNET)).toThrow('in two availability zones for a load balancer, got only one. ');
  });

  test.each([isolatedVpc, importedIsolatedVpc])('that faces the internet has none in isolated subnets (%p)', (makeVpc) => {
    const stack = prodStack();
    const network = ServiceNetwork.fromVpc(makeVpc(stack));
    expect(() => requirePlace(stack, network, INTERNET)).toThrow("'network' must have public 'loadBalancerSubnets' for an internet-facing load balancer");
    expect(() => requirePlace(stack, network, INTERNAL)).not.toThrow();
  });

  test('is let be in a VPC that is still to be looked up', () => {
    const stack = prodStack();
    const network = ServiceNetwork.fromVpc(ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'main' }), { loadBalancerSubnets: { subnetGroupName: 'Edge' } });
    expect(() => requirePlace(stack, network, INTERNET)).not.toThrow();
  });

  test('is let be where subnets or zones are only known at deployment', () => {
    const stack = prodStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: Fn.split(',', Fn.importValue('Zones')),
      publicSubnetIds: Fn.split(',', Fn.importValue('Subnets')),
    });
    expect(() => requirePlace(stack, ServiceNetwork.fromVpc(vpc), INTERNET)).not.toThrow();
  });

  test('is let be in subnets that were imported by their ids alone', () => {
    const stack = prodStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
    const subnets = ['1', '2'].map((id) => ec2.Subnet.fromSubnetId(stack, id, `subnet-${id}`));
    expect(() => requirePlace(stack, ServiceNetwork.fromVpc(vpc, { loadBalancerSubnets: { subnets } }), INTERNET)).not.toThrow();
  });
});
