import { App, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { errorsOf } from './support/reach';
import { NetworkShape, ServiceNetwork, ServiceNetworkProps } from '../../src/network';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const SHAPES = Object.values(NetworkShape);

/** Every feature flag that would change what a VPC or a bucket contains. */
const RECOMMENDED_FLAGS = {
  '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
};

function networkIn(stack: Stack, props?: ServiceNetworkProps): { network: ServiceNetwork; template: Template } {
  const network = new ServiceNetwork(stack, 'Network', props);
  return { network, template: Template.fromStack(stack) };
}

/** Address block of each subnet, by the name and number of its group. */
function blocks(template: Template): Record<string, string> {
  const subnets = Object.entries(template.findResources('AWS::EC2::Subnet'));
  return Object.fromEntries(subnets.map(([id, { Properties }]) => [/(Public|Service|Data)Subnet\d/.exec(id)![0], Properties.CidrBlock]));
}

/** Destinations of the default routes of a group of subnets: a NAT gateway, the internet or nothing. */
function waysOut(template: Template, group: string): string[] {
  return Object.entries(template.findResources('AWS::EC2::Route', { Properties: { DestinationCidrBlock: '0.0.0.0/0' } }))
    .filter(([id]) => id.includes(`${group}Subnet`))
    .map(([, { Properties }]) => (Properties.NatGatewayId ? Properties.NatGatewayId.Ref : 'internet'));
}

describe('ServiceNetwork', () => {
  describe('bare', () => {
    const { network, template } = networkIn(prodStack());

    test('has public, service and data subnets in two availability zones', () => {
      expect(Object.keys(blocks(template)).sort()).toEqual([
        'DataSubnet1', 'DataSubnet2', 'PublicSubnet1', 'PublicSubnet2', 'ServiceSubnet1', 'ServiceSubnet2',
      ]);
    });

    test('pays for one NAT gateway, which all services share', () => {
      const [nat] = idsOf(template, 'AWS::EC2::NatGateway');
      expect(idsOf(template, 'AWS::EC2::NatGateway')).toHaveLength(1);
      expect(waysOut(template, 'Service')).toEqual([nat, nat]);
    });

    test('keeps data away from the internet', () => {
      expect(waysOut(template, 'Data')).toEqual([]);
    });

    test('runs services without public addresses', () => {
      expect(network.assignPublicIp).toBe(false);
      expect(network.serviceSubnets).toEqual({ subnetGroupName: 'Service' });
      expect(network.loadBalancerSubnets).toEqual({ subnetGroupName: 'Public' });
      expect(network.dataSubnets).toEqual({ subnetGroupName: 'Data' });
    });

    test('logs accepted and rejected connections to the bucket of infrastructure logs', () => {
      const [bucket] = idsOf(template, 'AWS::S3::Bucket');
      template.hasResourceProperties('AWS::EC2::FlowLog', {
        ResourceType: 'VPC',
        ResourceId: { Ref: onlyResource(template, 'AWS::EC2::VPC').id },
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/vpc-flow-logs']] },
      });
    });

    test('lets only the flow logs of its own account write, before they start', () => {
      const policy = onlyResource(template, 'AWS::S3::BucketPolicy');
      template.hasResourceProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Allow',
              Action: 's3:PutObject',
              Principal: { Service: 'delivery.logs.amazonaws.com' },
              Condition: Match.objectLike({
                StringEquals: { 'aws:SourceAccount': '111111111111', 's3:x-amz-acl': 'bucket-owner-full-control' },
                ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:*:111111111111:*']] } },
              }),
            }),
          ]),
        },
      });
      expect(onlyResource(template, 'AWS::EC2::FlowLog').DependsOn).toContain(policy.id);
    });
  });

  describe.each(SHAPES)('of shape %s', (shape) => {
    test('has a free gateway endpoint for S3 in every subnet', () => {
      const { template } = networkIn(prodStack(), { shape });
      const gateway = Object.values(template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Gateway' } }));
      expect(gateway).toHaveLength(1);
      expect(gateway[0].Properties.RouteTableIds).toHaveLength(idsOf(template, 'AWS::EC2::Subnet').length);
    });

    test('gives no address to what does not ask for one', () => {
      const { template } = networkIn(prodStack(), { shape });
      template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    });

    test.each([{}, RECOMMENDED_FLAGS])('adds no Lambda function, whatever the feature flags (%j)', (context) => {
      const { template } = networkIn(prodStack({ context }), { shape });
      template.resourceCountIs('AWS::Lambda::Function', 0);
    });

    test('is the same with and without the feature flags of new apps', () => {
      const [plain, flagged] = [{}, RECOMMENDED_FLAGS].map((context) => networkIn(prodStack({ context }), { shape }).template.toJSON());
      expect(flagged.Resources).toEqual(plain.Resources);
    });

    test('works in a stack that knows neither account nor region', () => {
      const { template } = networkIn(prodStack({ agnostic: true }), { shape, maxAzs: 3 });
      const zones = Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) => Properties.AvailabilityZone);
      expect(zones).toContainEqual({ 'Fn::Select': [2, { 'Fn::GetAZs': '' }] });
    });

    test('has load balancer subnets in two availability zones', () => {
      const network = new ServiceNetwork(prodStack(), 'Network', { shape });
      const { subnets, availabilityZones } = network.vpc.selectSubnets(network.loadBalancerSubnets);
      expect(new Set(availabilityZones).size).toBe(2);
      expect(subnets).toEqual(network.vpc.publicSubnets);
    });

    test('has data subnets without a way out', () => {
      const network = new ServiceNetwork(prodStack(), 'Network', { shape });
      const { subnets } = network.vpc.selectSubnets(network.dataSubnets);
      expect(subnets).toHaveLength(2);
      subnets.forEach((subnet) => expect(network.vpc.isolatedSubnets).toContain(subnet));
    });

    test('moves no subnet of another shape', () => {
      const oneNat = blocks(networkIn(prodStack()).template);
      expect(oneNat).toMatchObject(blocks(networkIn(prodStack(), { shape }).template));
    });
  });

  describe('of shape PUBLIC_IP', () => {
    const { network, template } = networkIn(prodStack(), { shape: NetworkShape.PUBLIC_IP });

    test('runs services in the public subnets with addresses of their own, and pays for nothing', () => {
      expect(network.assignPublicIp).toBe(true);
      expect(network.serviceSubnets).toEqual({ subnetGroupName: 'Public' });
      expect(waysOut(template, 'Public')).toEqual(['internet', 'internet']);
      template.resourceCountIs('AWS::EC2::NatGateway', 0);
      template.resourceCountIs('AWS::EC2::EIP', 0);
    });
  });

  describe('of shape NAT_PER_AZ', () => {
    test('gives the services of each availability zone a NAT gateway of their own', () => {
      const { network, template } = networkIn(prodStack(), { shape: NetworkShape.NAT_PER_AZ, maxAzs: 3 });
      expect(new Set(waysOut(template, 'Service')).size).toBe(3);
      expect(network.assignPublicIp).toBe(false);
    });
  });

  describe('of shape ENDPOINTS', () => {
    const { network, template } = networkIn(prodStack(), { shape: NetworkShape.ENDPOINTS });

    test('cuts services off from the internet', () => {
      expect(waysOut(template, 'Service')).toEqual([]);
      template.resourceCountIs('AWS::EC2::NatGateway', 0);
      expect(network.assignPublicIp).toBe(false);
    });

    test.each(['ecr.api', 'ecr.dkr', 'logs', 'ssm', 'secretsmanager'])('reaches %s privately', (service) => {
      template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.eu-west-1.${service}`,
        PrivateDnsEnabled: true,
        SubnetIds: idsOf(template, 'AWS::EC2::Subnet').filter((id) => id.includes('ServiceSubnet')).map((id) => ({ Ref: id })),
        SecurityGroupIds: [{ 'Fn::GetAtt': [onlyResource(template, 'AWS::EC2::SecurityGroup').id, 'GroupId'] }],
      });
    });

    test('lets its tasks start', () => {
      expect(errorsOf(network, 'ecr.api', 'ecr.dkr', 's3', 'logs', 'ssm', 'secretsmanager')).toEqual([]);
    });

    test('opens the endpoints to the network only', () => {
      const { Properties } = onlyResource(template, 'AWS::EC2::SecurityGroup');
      expect(Properties.SecurityGroupIngress).toEqual([
        expect.objectContaining({ CidrIp: '10.0.0.0/16', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
      ]);
      template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    });
  });

  describe('address plan', () => {
    test('cuts a /16 into blocks of 2048 for six availability zones', () => {
      expect(blocks(networkIn(prodStack()).template)).toEqual({
        PublicSubnet1: '10.0.0.0/21',
        PublicSubnet2: '10.0.8.0/21',
        ServiceSubnet1: '10.0.48.0/21',
        ServiceSubnet2: '10.0.56.0/21',
        DataSubnet1: '10.0.96.0/21',
        DataSubnet2: '10.0.104.0/21',
      });
    });

    test('moves no subnet when availability zones are added', () => {
      const two = blocks(networkIn(prodStack({ agnostic: true })).template);
      const six = blocks(networkIn(prodStack({ agnostic: true }), { maxAzs: 6 }).template);
      expect(Object.keys(six)).toHaveLength(18);
      expect(six).toMatchObject(two);
    });

    test.each([
      ['10.0.0.0/16', 6], ['172.31.128.0/20', 6], ['192.168.4.0/22', 6], ['10.1.2.0/23', 5], ['10.1.2.0/24', 2],
    ])('fits %s into %d availability zones, without overlaps and large enough for a load balancer', (cidr, maxAzs) => {
      const [start, end] = range(cidr);
      const subnets = Object.values(blocks(networkIn(prodStack({ agnostic: true }), { cidr, maxAzs }).template)).map(range).sort(([a], [b]) => a - b);

      expect(subnets).toHaveLength(3 * maxAzs);
      expect(subnets[0][0]).toBe(start);
      expect(subnets[subnets.length - 1][1]).toBeLessThanOrEqual(end);
      subnets.forEach(([first, last], i) => {
        expect(last - first + 1).toBeGreaterThanOrEqual(32);
        expect(first).toBeGreaterThan(i === 0 ? -1 : subnets[i - 1][1]);
      });
    });
  });

  describe('more endpoints', () => {
    const { SSM_MESSAGES, ECR, S3 } = ec2.InterfaceVpcEndpointAwsService;

    test('come on top of those of the shape, in the same subnets and behind the same security group', () => {
      const { template } = networkIn(prodStack(), { shape: NetworkShape.ENDPOINTS, moreEndpoints: [SSM_MESSAGES] });
      const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Interface' } }));
      const places = endpoints.map(({ Properties: { SubnetIds, SecurityGroupIds } }) => JSON.stringify([SubnetIds, SecurityGroupIds]));
      expect(places).toHaveLength(6);
      expect(new Set(places).size).toBe(1);
      template.hasResourceProperties('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.ssmmessages', PrivateDnsEnabled: true });
    });

    test('are made once, though the shape or the list has them twice', () => {
      const { template } = networkIn(prodStack(), { shape: NetworkShape.ENDPOINTS, moreEndpoints: [ECR, SSM_MESSAGES, SSM_MESSAGES] });
      const services = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => JSON.stringify(Properties.ServiceName));
      expect(services).toHaveLength(7);
      expect(new Set(services).size).toBe(7);
    });

    test('do not get in the way of the S3 gateway endpoint', () => {
      const { template } = networkIn(prodStack(), { moreEndpoints: [S3] });
      template.resourceCountIs('AWS::EC2::VPCEndpoint', 2);
    });

    test.each(SHAPES)('keep traffic inside in shape %s', (shape) => {
      const { network, template } = networkIn(prodStack(), { shape, moreEndpoints: [SSM_MESSAGES] });
      const { subnetIds } = network.vpc.selectSubnets(network.serviceSubnets);
      template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        ServiceName: 'com.amazonaws.eu-west-1.ssmmessages', SubnetIds: subnetIds.map((id) => Stack.of(network).resolve(id)),
      });
    });

    test('keep the ids of those that were there before', () => {
      const ids = (props: ServiceNetworkProps) => idsOf(networkIn(prodStack(), { shape: NetworkShape.ENDPOINTS, ...props }).template, 'AWS::EC2::VPCEndpoint');
      expect(ids({ moreEndpoints: [SSM_MESSAGES] })).toEqual(expect.arrayContaining(ids({})));
    });
  });

  describe('options', () => {
    test('turn the flow logs off, and with them the bucket', () => {
      const { template } = networkIn(prodStack(), { flowLogs: false });
      template.resourceCountIs('AWS::EC2::FlowLog', 0);
      template.resourceCountIs('AWS::S3::Bucket', 0);
    });

    test('empty the default security group, with the one Lambda function that takes', () => {
      const { template } = networkIn(prodStack(), { restrictDefaultSecurityGroup: true });
      template.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
      template.resourceCountIs('AWS::Lambda::Function', 1);
    });
  });

  describe('input', () => {
    test.each([
      [0, '. A load balancer needs subnets in two availability zones'],
      [1, '. A load balancer needs subnets in two availability zones'],
      [7, '. Addresses are reserved for six availability zones'],
      [2.5, ''],
      [NaN, ''],
    ])('fails when maxAzs is %p, naming the prop', (maxAzs, fix) => {
      expect(() => networkIn(prodStack(), { maxAzs })).toThrow(`'maxAzs' must be a whole number between 2 and 6, got ${maxAzs}${fix} [at Prod/Network]`);
    });

    test('fails when shape is none, naming the prop', () => {
      expect(() => networkIn(prodStack(), { shape: 'one-nat-gateway' as NetworkShape })).toThrow(
        '\'shape\' must be a NetworkShape, such as NetworkShape.ONE_NAT, got "one-nat-gateway" [at Prod/Network]',
      );
    });

    test.each([
      ['moreEndpoints', 'ssm', '\'moreEndpoints\' must be a list of services such as ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES, got "ssm"'],
      ['moreEndpoints', ['ssm'], '\'moreEndpoints\' must be a list of services such as ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES, got ["ssm"]'],
      ['moreEndpoints', [undefined], '\'moreEndpoints\' must be a list of services such as'],
      ['flowLogsBucket', 'log-archive', "'flowLogsBucket' must be a bucket, such as s3.Bucket.fromBucketName(…), got \"log-archive\""],
      ['flowLogRetention', 90, "'flowLogRetention' must be a Duration, such as Duration.days(90), got 90"],
    ])('fails when %s is %j, naming the prop', (prop, value, message) => {
      expect(() => networkIn(prodStack(), { [prop]: value } as ServiceNetworkProps)).toThrow(message);
    });

    test.each(['', '10.0.0.0', '10.0.0.0/15', '10.0.0.0/25', '10.0.0.256/16', '010.0.0.0/16', '10.0.0/16', 'fd00::/56', ' 10.0.0.0/16'])(
      'fails when cidr is %p, naming the prop', (cidr) => {
        expect(() => networkIn(prodStack(), { cidr })).toThrow(
          `'cidr' must be an IPv4 block from /16 to /24 such as '10.0.0.0/16', got ${JSON.stringify(cidr)} [at Prod/Network]`,
        );
      },
    );

    test('fails when cidr does not start on its boundary, naming the prop', () => {
      expect(() => networkIn(prodStack(), { cidr: '10.0.1.0/16' })).toThrow('\'cidr\' must start at a multiple of its size, got "10.0.1.0/16"');
    });

    test('fails when cidr has no room for maxAzs, naming both props', () => {
      expect(() => networkIn(prodStack(), { cidr: '10.0.0.0/24', maxAzs: 3 })).toThrow(
        '\'cidr\' must have room for subnets in 3 availability zones, got "10.0.0.0/24", which has room for 2. Use a larger block or lower \'maxAzs\'',
      );
    });

    test.each([
      ['cidr', { cidr: Lazy.string({ produce: () => '10.0.0.0/16' }) }],
      ['maxAzs', { maxAzs: Lazy.number({ produce: () => 2 }) }],
    ])('fails when %s is only known at deployment, naming the prop', (prop, props) => {
      expect(() => networkIn(prodStack(), props)).toThrow(`'${prop}' must be known at synth`);
    });
  });

  describe('of a stack', () => {
    test('is made once and shared', () => {
      const stack = prodStack();
      const part = new ServiceNetwork(stack, 'Own');
      expect(ServiceNetwork.ofStack(part)).toBe(ServiceNetwork.ofStack(stack));
      expect(ServiceNetwork.ofStack(stack).node.path).toBe('Prod/ServiceNetwork');
    });

    test('is one that the stack already has under the same id', () => {
      const stack = prodStack();
      const own = new ServiceNetwork(stack, 'ServiceNetwork', { shape: NetworkShape.PUBLIC_IP });
      expect(ServiceNetwork.ofStack(stack)).toBe(own);
    });

    test('is not shared between stacks', () => {
      const app = new App();
      const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id));
      expect(ServiceNetwork.ofStack(first)).not.toBe(ServiceNetwork.ofStack(second));
    });

    test('fails when something else has the id', () => {
      const stack = prodStack();
      new CfnResource(stack, 'ServiceNetwork', { type: 'Test::Other' });
      expect(() => ServiceNetwork.ofStack(stack)).toThrow("'ServiceNetwork'");
    });
  });

  test('keeps the ids of what carries traffic', () => {
    const stack = prodStack();
    new ServiceNetwork(stack, 'ServiceNetwork');
    const template = Template.fromStack(stack);
    expect(idsOf(template, 'AWS::EC2::VPC')).toEqual(['ServiceNetworkVpcD68F13DA']);
    expect(idsOf(template, 'AWS::EC2::Subnet')[0]).toMatch(/^ServiceNetworkVpcPublicSubnet1Subnet[0-9A-F]{8}$/);
  });

  test('is taken by what runs in it', () => {
    const stack = prodStack();
    const network = new ServiceNetwork(stack, 'Network');
    new ec2.Instance(stack, 'Instance', {
      vpc: network.vpc,
      vpcSubnets: network.serviceSubnets,
      instanceType: new ec2.InstanceType('t4g.nano'),
      machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::Instance', { SubnetId: { Ref: Match.stringLikeRegexp('ServiceSubnet1') } });
  });
});

/** First and last address of a block. */
function range(cidr: string): [number, number] {
  const [address, prefix] = cidr.split('/');
  const first = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - Number(prefix)) - 1];
}
