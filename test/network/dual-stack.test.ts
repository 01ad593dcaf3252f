import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NetworkShape, ServiceNetwork, ServiceNetworkProps } from '../../src/network';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const SHAPES = Object.values(NetworkShape);

function dualStack(props: ServiceNetworkProps = {}, stack: Stack = prodStack({ agnostic: true })): Template {
  new ServiceNetwork(stack, 'Network', { dualStack: true, ...props });
  return Template.fromStack(stack);
}

/** Which /64 of the network's block each subnet has, by the name and number of its group. */
function blocks(template: Template): Record<string, number> {
  return Object.fromEntries(Object.entries(template.findResources('AWS::EC2::Subnet')).map(([id, { Properties }]) => {
    const [index, ofBlock] = Properties.Ipv6CidrBlock['Fn::Select'];
    expect(ofBlock).toEqual({ 'Fn::Cidr': [{ 'Fn::Select': [0, { 'Fn::GetAtt': [onlyResource(template, 'AWS::EC2::VPC').id, 'Ipv6CidrBlocks'] }] }, 256, '64'] });
    return [/(Public|Service|Data)Subnet\d/.exec(id)![0], index];
  }));
}

/** The IPv6 default routes: the subnets that have one, by what it leads to. */
function waysOut(template: Template): Record<string, string[]> {
  const routes = Object.entries(template.findResources('AWS::EC2::Route', { Properties: { DestinationIpv6CidrBlock: '::/0' } }));
  const subnetsBy = (gateway: string) => routes.filter(([, { Properties }]) => gateway in Properties).map(([id]) => /(Public|Service|Data)Subnet\d/.exec(id)![0]);
  return { internet: subnetsBy('GatewayId'), egressOnly: subnetsBy('EgressOnlyInternetGatewayId') };
}

describe('a dual-stack network', () => {
  test('has a block that Amazon provides, and a /64 of it in every subnet', () => {
    const template = dualStack();
    template.hasResourceProperties('AWS::EC2::VPCCidrBlock', { AmazonProvidedIpv6CidrBlock: true });
    expect(blocks(template)).toEqual({
      PublicSubnet1: 0x00, PublicSubnet2: 0x01, ServiceSubnet1: 0x10, ServiceSubnet2: 0x11, DataSubnet1: 0x20, DataSubnet2: 0x21,
    });
  });

  test('moves no subnet when availability zones are added', () => {
    const six = blocks(dualStack({ maxAzs: 6 }));
    expect(new Set(Object.values(six)).size).toBe(18);
    expect(six).toMatchObject(blocks(dualStack()));
  });

  test.each(SHAPES)('moves no subnet when it is or was of shape %s', (shape) => {
    expect(blocks(dualStack())).toMatchObject(blocks(dualStack({ shape })));
  });

  test('gives small networks the same blocks', () => {
    expect(blocks(dualStack({ cidr: '10.9.8.0/24' }))).toEqual(blocks(dualStack()));
  });

  test('can become one later: no subnet, no VPC and no IPv4 route is replaced', () => {
    const replacing = ['CidrBlock', 'AvailabilityZone', 'VpcId'];
    const stays = (template: Template, type: string) => Object.entries(template.findResources(type))
      .map(([id, { Properties }]) => [id, replacing.map((prop) => Properties[prop])]);
    const [before, after] = [dualStack({ dualStack: false }), dualStack()];

    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::RouteTable']) {
      expect(stays(after, type)).toEqual(stays(before, type));
      expect(idsOf(after, type).length).toBeGreaterThan(0);
    }
    const routes = (template: Template) => Object.entries(template.findResources('AWS::EC2::Route')).map(([id, { Properties }]) => [id, Properties]);
    expect(routes(after)).toEqual(expect.arrayContaining(routes(before)));
  });

  test('waits for its block before it makes subnets', () => {
    const template = dualStack();
    const [block] = idsOf(template, 'AWS::EC2::VPCCidrBlock');
    Object.values(template.findResources('AWS::EC2::Subnet')).forEach(({ DependsOn }) => expect(DependsOn).toContain(block));
  });

  test.each([
    [NetworkShape.ONE_NAT, ['ServiceSubnet1', 'ServiceSubnet2']],
    [NetworkShape.NAT_PER_AZ, ['ServiceSubnet1', 'ServiceSubnet2']],
    [NetworkShape.PUBLIC_IP, []],
    [NetworkShape.ENDPOINTS, []],
  ])('of shape %s lets out %j through an egress-only gateway, and data never', (shape, egressOnly) => {
    const template = dualStack({ shape });
    expect(waysOut(template)).toEqual({ internet: ['PublicSubnet1', 'PublicSubnet2'], egressOnly });
    template.resourceCountIs('AWS::EC2::EgressOnlyInternetGateway', egressOnly.length > 0 ? 1 : 0);
  });

  test('makes IPv6 routes wait for the internet gateway, as IPv4 routes do', () => {
    const template = dualStack();
    const [attachment] = idsOf(template, 'AWS::EC2::VPCGatewayAttachment');
    const routes = Object.values(template.findResources('AWS::EC2::Route', { Properties: { GatewayId: { Ref: onlyResource(template, 'AWS::EC2::InternetGateway').id } } }));
    expect(routes).toHaveLength(4);
    routes.forEach(({ DependsOn }) => expect(DependsOn).toContain(attachment));
  });

  test('gives no address to what does not ask for one', () => {
    dualStack().allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false, AssignIpv6AddressOnCreation: false });
  });

  test('is the same with and without the feature flag for the gateway', () => {
    const flag = '@aws-cdk/aws-ec2:requirePrivateSubnetsForEgressOnlyInternetGateway';
    const [plain, flagged] = [{}, { [flag]: true }].map((context) => dualStack({ shape: NetworkShape.PUBLIC_IP }, prodStack({ context })).toJSON());
    expect(flagged.Resources).toEqual(plain.Resources);
  });

  test.each([[true, true], [false, false], [undefined, false]])('says so: %p gives %p', (given, said) => {
    expect(new ServiceNetwork(prodStack(), 'Network', { dualStack: given }).dualStack).toBe(said);
  });
});
