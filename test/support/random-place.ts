import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import * as fc from 'fast-check';
import { all, call, literal, made, members, RecipeFields, Recipes, some, struct, weighted } from './random-recipe';
import { choices, flags, structs, things, wholeNumbers } from './random-values';
import { RandomWorld } from './random-world';
import { Capacity, Ec2Capacity, InstanceOperatingSystem } from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';

const vpc = made('vpc', (world) => world.vpc());
const fromVpc = made('ServiceNetwork.fromVpc(vpc)', (world) => networkOf(world));
const subnets = (type: string) => struct({}, fc.constant({ subnetType: literal(ec2.SubnetType[type as 'PUBLIC'], `ec2.SubnetType.${type}`) }));

/** Networks that are not usual; some are refused, such as subnets that reach nothing. */
const oddNetwork: Recipes = weighted(
  [3, fc.constantFrom(...Object.keys(NetworkShape)).map((shape) => ({
    code: `new ServiceNetwork(this, 'Network', { shape: NetworkShape.${shape}, flowLogs: false })`,
    make: (world) => world.network(NetworkShape[shape as keyof typeof NetworkShape]),
  }))],
  [1, made('ServiceNetwork.fromVpc(vpcWithPublicSubnetsOnly)', (world) => ServiceNetwork.fromVpc(world.vpc('public')))],
  [1, made('ServiceNetwork.fromVpc(vpcWithPrivateSubnetsOnly)', (world) => ServiceNetwork.fromVpc(world.vpc('private')))],
  [1, made('ServiceNetwork.fromVpc(vpcWithIsolatedSubnetsOnly)', (world) => ServiceNetwork.fromVpc(world.vpc('isolated')))],
  [1, made('ServiceNetwork.fromVpc(vpcWithIsolatedSubnetsOnly, { reachesAws: true })', (world) => ServiceNetwork.fromVpc(world.vpc('isolated'), { reachesAws: true }))],
  [2, call('ServiceNetwork.fromVpc', ServiceNetwork.fromVpc, things(vpc), structs(struct({
    serviceSubnets: things(weighted([2, subnets('PRIVATE_WITH_EGRESS')], [1, subnets('PUBLIC')], [1, subnets('PRIVATE_ISOLATED')])),
    loadBalancerSubnets: things(weighted([2, subnets('PUBLIC')], [1, subnets('PRIVATE_WITH_EGRESS')])),
    dataSubnets: things(subnets('PRIVATE_ISOLATED')),
    assignPublicIp: flags,
    dualStack: flags,
    reachesAws: flags,
  })))],
);

const network = things(weighted([14, fromVpc], [2, oddNetwork]));

const clusterOf = (world: RandomWorld) => world.once('Cluster', (stack, id) => new ecs.Cluster(stack, id, { vpc: world.vpc() }));
const cluster: Recipes = weighted(
  [4, made('cluster', clusterOf)],
  [2, made('clusterWithNamespace', (world) => world.once('NamespaceCluster', (stack, id) => new ecs.Cluster(stack, id, {
    vpc: world.vpc(), defaultCloudMapNamespace: { name: 'shop', type: servicediscovery.NamespaceType.HTTP },
  })))],
  [1, made('importedCluster', (world) => world.once('ImportedCluster', (stack, id) => ecs.Cluster.fromClusterAttributes(stack, id, {
    vpc: world.vpc(), clusterName: 'shop', securityGroups: [],
  })))],
);
const otherCluster = made('clusterOfAnotherVpc', (world) => world.once('OtherCluster', (stack, id) => new ecs.Cluster(stack, id, { vpc: world.vpc('private') })));

/** Network and cluster, of which one or both are given; without either, each stack would get a VPC, which takes long. */
const place: fc.Arbitrary<RecipeFields> = fc.oneof(
  { withCrossShrink: true },
  { weight: 40, arbitrary: all({ network }) },
  { weight: 8, arbitrary: all({ network: fromVpc, cluster: things(cluster) }) },
  { weight: 4, arbitrary: all({ cluster: things(cluster) }) },
  { weight: 1, arbitrary: all({ network, cluster: things(weighted([1, otherCluster], [1, cluster])) }) },
  { weight: 1, arbitrary: fc.constant({}) },
);

export const fargateFields: fc.Arbitrary<RecipeFields> = some({
  capacity: things(weighted([1, call('Capacity.fargate', Capacity.fargate)], [2, call('Capacity.fargateSpot', Capacity.fargateSpot, wholeNumbers(0, 100_000))])),
}, place);

const instanceType = things(weighted(
  [3, call('new ec2.InstanceType', (name) => new ec2.InstanceType(name), weighted([1, fc.constant(literal('m6i.large'))]))],
  [1, call('new ec2.InstanceType', (name) => new ec2.InstanceType(name), fc.constantFrom('m7g.large', 'c7gn.xlarge', 'text', 't3').map((name) => literal(name)))],
));

/** Instances of the same network, as most people make them, and of others. */
const ec2Capacity: Recipes = call('new Ec2Capacity', (props) => props, structs(struct({
  instanceType,
  operatingSystem: choices(members('InstanceOperatingSystem', InstanceOperatingSystem, 'BOTTLEROCKET', 'AMAZON_LINUX_2023')),
  minInstances: wholeNumbers(0, 2),
  maxInstances: wholeNumbers(2, 20),
}, place))).map(({ code, make }) => ({
  code: code.replace('(', "(this, 'Capacity', "),
  make: (world) => new Ec2Capacity(world.stack, 'Capacity', make(world)),
}));

export const ec2Fields: fc.Arbitrary<RecipeFields> = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: all({ network }) },
  { weight: 3, arbitrary: all({ capacity: things(ec2Capacity) }) },
  { weight: 1, arbitrary: some({ capacity: things(ec2Capacity) }, place) },
);

function networkOf(world: RandomWorld) {
  return world.once('fromVpc', () => ServiceNetwork.fromVpc(world.vpc()));
}
