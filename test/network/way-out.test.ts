import { App, Fn, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { errorsOf } from './support/reach';
import { importedIsolatedVpc, isolatedVpc, lookedUpIsolatedVpc } from './support/vpcs';
import { IServiceNetwork, NetworkShape, ServiceNetwork } from '../../src/network';
import { prodStack } from '../support/stacks';

const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SSM_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;
const TASK = ['ecr.api', 'ecr.dkr', 's3', 'logs'];

describe('tasks in isolated subnets', () => {
  test.each([
    ['of this app', (stack: Stack) => isolatedVpc(stack)],
    ['of this app, environment unknown', () => isolatedVpc(prodStack({ agnostic: true }))],
    ['that is imported', (stack: Stack) => importedIsolatedVpc(stack)],
    ['that was looked up', (stack: Stack) => lookedUpIsolatedVpc(stack)],
  ])('of a VPC %s: synthesis fails without endpoints, saying which are missing and how to fix it', (_, vpc) => {
    expect(errorsOf(ServiceNetwork.fromVpc(vpc(prodStack())), ...TASK)).toEqual([
      "'network' must let tasks reach ecr.api, ecr.dkr, s3, logs: the subnets that they run in have no way to the internet, and this app makes "
      + 'no endpoint there for these. Tasks would not start, and the deployment would wait for them. '
      + 'Add the endpoints with ServiceNetwork.addEndpoints(vpc), or, when the subnets reach AWS in another way, '
      + 'say so with ServiceNetwork.fromVpc(vpc, { reachesAws: true })',
    ]);
  });

  test('make the synthesis of the app fail, not the construction', () => {
    const app = new App();
    const stack = new Stack(app, 'Prod');
    ServiceNetwork._requireReach(stack, ServiceNetwork.fromVpc(isolatedVpc(stack)), () => TASK);
    expect(() => app.synth()).toThrow("'network' must let tasks reach ecr.api, ecr.dkr, s3, logs");
  });

  test.each([isolatedVpc, importedIsolatedVpc])('start with the endpoints that somebody adds later (%p)', (make) => {
    const stack = prodStack();
    const vpc = make(stack);
    const service = new Construct(stack, 'Service');
    ServiceNetwork._requireReach(service, ServiceNetwork.fromVpc(vpc), () => TASK);
    expect(service.node.validate()).toHaveLength(1);

    Object.entries({ ECR, ECR_DOCKER, CLOUDWATCH_LOGS }).forEach(([id, endpoint]) => vpc.addInterfaceEndpoint(id, { service: endpoint }));
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    expect(service.node.validate()).toEqual([]);
  });

  test('start with endpoints that another stack of the app makes for the VPC', () => {
    const app = new App();
    const vpc = isolatedVpc(new Stack(app, 'Network'));
    const edge = new Stack(app, 'Edge');
    new ec2.InterfaceVpcEndpoint(edge, 'Logs', { vpc, service: CLOUDWATCH_LOGS });
    expect(errorsOf(ServiceNetwork.fromVpc(vpc), 'logs')).toEqual([]);
  });

  test('start with endpoints of the same VPC, imported twice', () => {
    const stack = prodStack();
    ServiceNetwork.addEndpoints(importedIsolatedVpc(stack, 'One'));
    expect(errorsOf(ServiceNetwork.fromVpc(importedIsolatedVpc(stack, 'Two')), ...TASK)).toEqual([]);
  });

  test('do not start with endpoints of another VPC', () => {
    const stack = prodStack();
    ServiceNetwork.addEndpoints(isolatedVpc(stack, 'Other'));
    expect(errorsOf(ServiceNetwork.fromVpc(isolatedVpc(stack)), ...TASK)).toHaveLength(1);
  });

  test('do not start with an endpoint that does not take the name of its service', () => {
    const vpc = isolatedVpc(prodStack());
    vpc.addInterfaceEndpoint('Logs', { service: CLOUDWATCH_LOGS, privateDnsEnabled: false });
    expect(errorsOf(ServiceNetwork.fromVpc(vpc), 'logs')).toEqual([expect.stringContaining('must let tasks reach logs: ')]);
  });

  test('start with a plain resource as an endpoint', () => {
    const vpc = isolatedVpc(prodStack());
    new ec2.CfnVPCEndpoint(vpc, 'S3', { vpcId: vpc.vpcId, serviceName: Fn.sub('com.amazonaws.${AWS::Region}.s3') });
    expect(errorsOf(ServiceNetwork.fromVpc(vpc), 's3')).toEqual([]);
  });

  test('need an endpoint for whatever else they use, which the fix names', () => {
    const network = new ServiceNetwork(prodStack(), 'Network', { shape: NetworkShape.ENDPOINTS });
    expect(errorsOf(network, ...TASK, 'ssmmessages')).toEqual([expect.stringMatching(/must let tasks reach ssmmessages: .*'moreEndpoints' of a ServiceNetwork/)]);
  });

  test('start when the network got that endpoint', () => {
    const network = new ServiceNetwork(prodStack(), 'Network', { shape: NetworkShape.ENDPOINTS, moreEndpoints: [SSM_MESSAGES] });
    expect(errorsOf(network, ...TASK, 'ssmmessages')).toEqual([]);
  });

  test('are not judged when the user knows better', () => {
    expect(errorsOf(ServiceNetwork.fromVpc(importedIsolatedVpc(prodStack()), { reachesAws: true }), ...TASK)).toEqual([]);
  });

  test('are not judged in an app that says so in a class of its own', () => {
    const vpc = isolatedVpc(prodStack());
    const inside = { subnetGroupName: 'Inside' };
    const network: IServiceNetwork = { vpc, serviceSubnets: inside, loadBalancerSubnets: inside, dataSubnets: inside, assignPublicIp: false };
    expect(errorsOf(network, 'logs')).toHaveLength(1);
    vpc.node.tryRemoveChild('NeedsAws');
    expect(errorsOf({ ...network, reachesAws: true }, 'logs')).toEqual([]);
  });

  test('are not judged before the VPC is looked up', () => {
    const vpc = ec2.Vpc.fromLookup(prodStack(), 'Vpc', { vpcName: 'main' });
    const network = ServiceNetwork.fromVpc(vpc, { serviceSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    expect(errorsOf(network, ...TASK)).toEqual([]);
    expect(ServiceNetwork._isCutOff(network)).toBe(false);
  });

  test('are judged stage by stage', () => {
    const app = new App();
    const [staging, production] = ['Staging', 'Production'].map((name) => isolatedVpc(new Stack(new Stage(app, name), 'Network')));
    ServiceNetwork.addEndpoints(staging);
    expect(errorsOf(ServiceNetwork.fromVpc(staging), ...TASK)).toEqual([]);
    expect(errorsOf(ServiceNetwork.fromVpc(production), ...TASK)).toHaveLength(1);
  });
});

describe('tasks elsewhere', () => {
  test.each(Object.values(NetworkShape))('start in a network of shape %s', (shape) => {
    expect(errorsOf(new ServiceNetwork(prodStack(), 'Network', { shape }), ...TASK)).toEqual([]);
  });

  test('do not start in public subnets without public addresses', () => {
    const { vpc, ...network } = new ServiceNetwork(prodStack(), 'Network', { shape: NetworkShape.PUBLIC_IP });
    const refused = ServiceNetwork.fromVpc(vpc, { serviceSubnets: network.serviceSubnets, assignPublicIp: false });
    expect(errorsOf(refused, 'ecr.api')).toEqual([expect.stringContaining('have no way to the internet')]);
  });

  test('fail when their subnets are none of the VPC, naming the prop', () => {
    const { vpc } = new ServiceNetwork(prodStack(), 'Network');
    const nowhere = { subnetGroupName: 'Nowhere' };
    const network: IServiceNetwork = { vpc, serviceSubnets: nowhere, loadBalancerSubnets: nowhere, dataSubnets: nowhere, assignPublicIp: false };
    expect(() => ServiceNetwork._isCutOff(network)).toThrow("'serviceSubnets' must select subnets that the VPC has.");
  });

  test.each([
    [NetworkShape.ONE_NAT, false], [NetworkShape.NAT_PER_AZ, false], [NetworkShape.PUBLIC_IP, false], [NetworkShape.ENDPOINTS, true],
  ])('of shape %s are cut off from the internet: %p', (shape, cutOff) => {
    expect(ServiceNetwork._isCutOff(new ServiceNetwork(prodStack(), 'Network', { shape }))).toBe(cutOff);
  });
});
