import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { errorsOf } from './support/reach';
import { importedIsolatedVpc, isolatedVpc, lookedUpIsolatedVpc } from './support/vpcs';
import { EndpointOptions, ServiceNetwork } from '../../src/network';
import { onlyResource, prodStack } from '../support/stacks';

const { CLOUDWATCH_LOGS, SSM_MESSAGES, ECR } = ec2.InterfaceVpcEndpointAwsService;
const DEFAULT = ['ecr.api', 'ecr.dkr', 'logs', 's3', 'secretsmanager', 'ssm'];

/** The names of the services that a template has endpoints for. */
function services(stack: Stack): string[] {
  return endpoints(stack).map(({ ServiceName }) => /((ecr\.)?[a-z0-9]+)["\]}]+$/.exec(JSON.stringify(ServiceName))![1]).sort();
}

function endpoints(stack: Stack): any[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties);
}

function withEndpoints(makeVpc: (stack: Stack) => ec2.IVpc, options?: EndpointOptions): { stack: Stack; vpc: ec2.IVpc } {
  const stack = prodStack();
  const vpc = makeVpc(stack);
  ServiceNetwork.addEndpoints(vpc, options);
  return { stack, vpc };
}

describe.each([isolatedVpc, importedIsolatedVpc, lookedUpIsolatedVpc])('ServiceNetwork.addEndpoints(%p)', (makeVpc) => {
  test('adds what tasks need to start', () => {
    const { stack, vpc } = withEndpoints(makeVpc);
    expect(services(stack)).toEqual(DEFAULT);
    expect(errorsOf(ServiceNetwork.fromVpc(vpc), ...DEFAULT)).toEqual([]);
  });

  test('adds more on demand', () => {
    expect(services(withEndpoints(makeVpc, { moreEndpoints: [SSM_MESSAGES, ECR] }).stack)).toEqual([...DEFAULT, 'ssmmessages'].sort());
  });

  test('adds nothing twice', () => {
    const { stack, vpc } = withEndpoints(makeVpc);
    ServiceNetwork.addEndpoints(vpc);
    ServiceNetwork.addEndpoints(vpc, { moreEndpoints: [SSM_MESSAGES] });
    expect(services(stack)).toEqual([...DEFAULT, 'ssmmessages'].sort());
  });

  test('leaves out what the VPC has, under whatever id', () => {
    const stack = prodStack();
    const vpc = makeVpc(stack);
    vpc.addInterfaceEndpoint('EcrApi', { service: CLOUDWATCH_LOGS });
    vpc.addGatewayEndpoint('Bucket', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    ServiceNetwork.addEndpoints(vpc);
    expect(services(stack)).toEqual(DEFAULT);
  });

  test('opens them to the network only', () => {
    const { stack } = withEndpoints(makeVpc);
    const { Properties } = onlyResource(Template.fromStack(stack), 'AWS::EC2::SecurityGroup');
    expect(Properties.SecurityGroupIngress).toEqual([
      expect.objectContaining({ CidrIp: expect.stringMatching(/^10\.\d\.0\.0\/16$/), IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
  });

  test('puts them into every availability zone, and S3 into every route table', () => {
    endpoints(withEndpoints(makeVpc).stack).forEach(({ VpcEndpointType, SubnetIds, RouteTableIds }) => {
      expect(VpcEndpointType === 'Interface' ? SubnetIds : RouteTableIds).toHaveLength(2);
    });
  });
});

describe('ServiceNetwork.addEndpoints', () => {
  test('takes one subnet per availability zone, and all their route tables', () => {
    const { stack } = withEndpoints((scope) => new ec2.Vpc(scope, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: ['A', 'B'].map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED })),
    }));
    endpoints(stack).forEach(({ VpcEndpointType, SubnetIds, RouteTableIds }) => {
      expect((SubnetIds ?? RouteTableIds).length).toBe(VpcEndpointType === 'Interface' ? 2 : 4);
    });
  });

  test('takes the subnets that the user chooses', () => {
    const makeVpc = (scope: Stack) => new ec2.Vpc(scope, 'Vpc', { maxAzs: 2 });
    const { stack, vpc } = withEndpoints(makeVpc, { subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } });
    const wanted = vpc.privateSubnets.map(({ subnetId }) => stack.resolve(subnetId));
    expect(endpoints(stack).find(({ VpcEndpointType }) => VpcEndpointType === 'Interface').SubnetIds).toEqual(wanted);
  });

  test('prefers isolated, then private, then public subnets', () => {
    const ids = (types: ec2.SubnetType[]) => {
      const { stack } = withEndpoints((scope) => new ec2.Vpc(scope, 'Vpc', {
        maxAzs: 2, subnetConfiguration: types.map((subnetType) => ({ name: subnetType, subnetType })),
      }));
      return JSON.stringify(endpoints(stack).find(({ VpcEndpointType }) => VpcEndpointType === 'Interface').SubnetIds);
    };
    const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;
    expect(ids([PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED])).toContain('Isolated');
    expect(ids([PUBLIC, PRIVATE_WITH_EGRESS])).toContain('Private');
    expect(ids([PUBLIC])).toContain('Public');
  });

  test('lets a VPC be looked up first, whatever its groups are called', () => {
    const makeVpc = (scope: Stack) => ec2.Vpc.fromLookup(scope, 'Vpc', { vpcName: 'main' });
    expect(() => withEndpoints(makeVpc)).not.toThrow();
    expect(() => withEndpoints(makeVpc, { subnets: { subnetGroupName: 'Applications' } })).not.toThrow();
  });

  test.each<[string, Partial<ec2.VpcAttributes>, EndpointOptions, string]>([
    ['addresses are not known', { vpcCidrBlock: undefined }, {}, "'vpc' must be imported with its 'vpcCidrBlock'"],
    ['route tables are not known', { isolatedSubnetRouteTableIds: undefined }, {}, "'vpc' must be imported with the ids of its route tables"],
    ['subnets are none', {}, { subnets: { subnetGroupName: 'X' } }, "'subnets' must select subnets that the VPC has. There are no subnet groups with name 'X'"],
    ['services are none', {}, { moreEndpoints: ['ssm' as any] }, "'moreEndpoints' must be a list of services such as"],
  ])('fails when its %s, and leaves nothing behind', (_, attributes, options, message) => {
    const stack = prodStack();
    const vpc = importedIsolatedVpc(stack, 'Vpc', attributes);
    expect(() => ServiceNetwork.addEndpoints(vpc, options)).toThrow(message);
    expect(vpc.node.tryFindChild('ServiceEndpoints')).toBeUndefined();
  });
});
