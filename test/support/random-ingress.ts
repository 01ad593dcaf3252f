import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import * as fc from 'fast-check';
import { all, call, literals, made, members, mostly, object, RecipeFields, Recipes, some, struct, weighted } from './random-recipe';
import { choices, flags, lists, seconds, structs, textLists, texts, things, wholeNumbers, wrongKind } from './random-values';
import { RandomWorld } from './random-world';
import { Ingress, SharedLoadBalancer } from '../../src/deployment';
import { ServiceNetwork } from '../../src/network';

const certificate: Recipes = weighted(
  [1, made('certificate', (world) => world.once('Certificate', (stack, id) => new acm.Certificate(stack, id, { domainName: 'shop.example.com' })))],
  [1, made('importedCertificate', (world) => world.once('ImportedCertificate', (stack, id) => acm.Certificate.fromCertificateArn(stack, id,
    'arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012')))],
);

const hostedZone = made('hostedZone', (world) => world.once('Zone', (stack, id) => route53.HostedZone.fromHostedZoneAttributes(stack, id, {
  hostedZoneId: 'Z0123456789', zoneName: 'example.com',
})));
const privateZone = made('privateZone', (world) => world.once('PrivateZone', (stack, id) => new route53.PrivateHostedZone(stack, id, { vpc: world.vpc(), zoneName: 'example.com' })));
const zoneById = made('zoneById', (world) => world.once('ZoneById', (stack, id) => route53.HostedZone.fromHostedZoneId(stack, id, 'Z0123456789')));

const bucket = made('bucket', (world) => world.once('Bucket', (stack, id) => new s3.Bucket(stack, id)));
const importedBucket = made('importedBucket', (world) => world.once('ImportedBucket', (stack, id) => s3.Bucket.fromBucketName(stack, id, 'archive')));
const kmsBucket = made('bucketWithKey', (world) => world.once('KmsBucket', (stack, id) => new s3.Bucket(stack, id, {
  encryptionKey: new kms.Key(stack, 'BucketKey'), encryption: s3.BucketEncryption.KMS,
})));

const peer: Recipes = weighted(
  [2, call('ec2.Peer.ipv4', ec2.Peer.ipv4, literals('10.0.0.0/8', '192.168.0.0/16'))],
  [1, call('ec2.Peer.anyIpv4', ec2.Peer.anyIpv4)],
  [1, call('ec2.Peer.anyIpv6', ec2.Peer.anyIpv6)],
  [1, call('ec2.Peer.prefixList', ec2.Peer.prefixList, literals('pl-12345678'))],
  [1, made('securityGroup', (world) => world.once('Callers', (stack, id) => new ec2.SecurityGroup(stack, id, { vpc: world.vpc() })))],
);

const WEB_ACL = 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/shop/12345678';
const GLOBAL_WEB_ACL = 'arn:aws:wafv2:us-east-1:111111111111:global/webacl/shop/12345678';

/** HTTPS in one of the ways, or parts of it. */
const https: fc.Arbitrary<RecipeFields> = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: fc.constant({}) },
  { weight: 6, arbitrary: some({ sslPolicy: sslPolicies() }, all({ certificate: things(certificate) })) },
  { weight: 6, arbitrary: some({ sslPolicy: sslPolicies() }, all({ domainName: texts('shop.example.com', 'example.com'), hostedZone: things(hostedZone) })) },
  { weight: 2, arbitrary: all({ certificate, domainName: texts('shop.example.com'), hostedZone: things(weighted([1, hostedZone], [1, privateZone], [1, zoneById])) }) },
  {
    weight: 1,
    arbitrary: some({
      certificate: things(certificate), domainName: texts('shop.example.com', 'shop.example.org'), hostedZone: things(weighted([1, zoneById], [1, privateZone])), sslPolicy: sslPolicies(),
    }),
  },
);

const settings: Record<string, Recipes> = {
  openTo: lists(things(peer)),
  webAclArn: mostly(texts(WEB_ACL), literals(GLOBAL_WEB_ACL, WEB_ACL.replace('eu-', 'us-'))),
  accessLogsBucket: mostly(weighted([1, bucket], [1, importedBucket]), kmsBucket, wrongKind),
  idleTimeout: seconds(1, 4000),
  deletionProtection: flags,
};

const traffic: Record<string, Recipes> = {
  stickiness: weighted([8, seconds(1, 60)], [1, seconds(1, 7 * 24 * 3600)]),
  deregistrationDelay: seconds(0, 3600),
};

const ownLoadBalancer: Recipes = weighted(
  [4, call('Ingress.internetFacing', Ingress.internetFacing, structs(struct({ ...settings, ...traffic }, https)))],
  [3, call('Ingress.internalOnly', Ingress.internalOnly, structs(struct({ ...settings, ...traffic }, https)))],
);

const loadBalancer = (world: RandomWorld) => world.once('LoadBalancer', (stack, id) => new elbv2.ApplicationLoadBalancer(stack, id, { vpc: world.vpc(), internetFacing: true }));
const listener: Recipes = weighted(
  [4, made('listener', (world) => world.once('Listener', (_, id) => loadBalancer(world).addListener(id, { port: 80, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(404) })))],
  [1, made('importedListener', (world) => world.once('ImportedListener', (stack, id) => elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, id, {
    listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shop/0123456789abcdef/0123456789abcdef',
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'ListenerGroup', 'sg-12345678'),
  })))],
);
const testListener: Recipes = made('testListener', (world) => world.once('TestListener', (_, id) => loadBalancer(world).addListener(id, {
  port: 9000, protocol: elbv2.ApplicationProtocol.HTTP, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(404),
})));
const importedLoadBalancer = made('importedLoadBalancer', (world) => world.once('ImportedLoadBalancer',
  (stack, id) => elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, id, {
    loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/shop/0123456789abcdef',
    securityGroupId: 'sg-12345678',
    loadBalancerDnsName: 'shop.eu-west-1.elb.amazonaws.com',
    loadBalancerCanonicalHostedZoneId: 'Z0123456789',
    vpc: world.vpc(),
  })));

const requests: fc.Arbitrary<RecipeFields> = fc.oneof(
  { withCrossShrink: true },
  { weight: 6, arbitrary: all({ pathPatterns: textLists('/orders/*', '/a?c', '/*') }) },
  { weight: 6, arbitrary: all({ hostHeaders: textLists('orders.example.com', '*.example.com') }) },
  { weight: 3, arbitrary: all({ pathPatterns: textLists('/orders/*'), hostHeaders: textLists('orders.example.com') }) },
  { weight: 1, arbitrary: fc.constant({}) },
);
const shared = structs(struct({
  ...traffic,
  priority: wholeNumbers(1, 50000),
  testListener: things(testListener),
  loadBalancer: things(weighted([1, made('loadBalancer', loadBalancer)], [1, importedLoadBalancer])),
}, requests));

const sharedLoadBalancer = call('new SharedLoadBalancer', (props) => props, structs(struct({ ...settings, internetFacing: flags }, https,
  all({ network: made('ServiceNetwork.fromVpc(vpc)', (world) => ServiceNetwork.fromVpc(world.vpc())) })))).map(({ code, make }) => ({
  code: code.replace('(', "(this, 'SharedLoadBalancer', "),
  make: (world: RandomWorld) => new SharedLoadBalancer(world.stack, 'SharedLoadBalancer', make(world)),
}));
const route = fc.tuple(sharedLoadBalancer, shared).map(([balancer, options]) => ({
  code: `${balancer.code}.route(${options.code})`,
  make: (world: RandomWorld) => balancer.make(world).route(options.make(world)),
}));

const namespace: Recipes = weighted(
  [2, made('namespace', (world) => world.once('Namespace', (stack, id) => new servicediscovery.HttpNamespace(stack, id, { name: 'shop' })))],
  [1, made('importedNamespace', (world) => world.once('ImportedNamespace', (stack, id) => servicediscovery.HttpNamespace.fromHttpNamespaceAttributes(stack, id, {
    namespaceName: 'shop', namespaceId: 'ns-12345678', namespaceArn: 'arn:aws:servicediscovery:eu-west-1:111111111111:namespace/ns-12345678',
  })))],
);
const serviceConnect = call('Ingress.serviceConnect', Ingress.serviceConnect, structs(
  fc.tuple(some({ name: texts('orders', 'a', '1-b'), port: wholeNumbers(1, 65535), cloudMapNamespace: things(namespace) })).map(([fields]) => object(fields)),
));

/** How requests reach a service. */
export const ingress: Recipes = things(weighted(
  [10, ownLoadBalancer],
  [3, call('Ingress.sharedListener', Ingress.sharedListener, things(listener), shared)],
  [2, route],
  [3, serviceConnect],
));

function sslPolicies(): Recipes {
  return choices(members('elbv2.SslPolicy', elbv2.SslPolicy, 'RECOMMENDED_TLS', 'TLS12', 'FORWARD_SECRECY_TLS12_RES_GCM'));
}
