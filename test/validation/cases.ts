import { App, Duration, Environment, Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ROOMS } from './rooms';
import {
  BlueGreenEc2Service, BlueGreenFargateService, BlueGreenFargateServiceProps, Capacity, DeploymentEngine, DeploymentPlan, Ec2Capacity, Ingress,
  InstanceOperatingSystem, ManualApproval, ServiceImage, ServiceVolume, SharedLoadBalancer, TestTraffic,
} from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { ContainerRepository, ImageScanning, PullThroughCache, UpstreamRegistry } from '../../src/registry';
import { build as buildHardened } from '../golden/apps/hardened';
import { BuildApp } from '../golden/golden';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012';
const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

/** What must pass all linters as it comes, without an option of the user's: a bare construct is production-worthy. */
export const CASES: Record<string, BuildApp> = {
  'the Orders example': (app) => jest.requireActual<{ addOrders: BuildApp }>('../../examples/typescript/orders').addOrders(app),
  'a network with one NAT': inProd((stack) => new ServiceNetwork(stack, 'Network')),
  'a network with one NAT, environment unknown': inAnyEnvironment((stack) => new ServiceNetwork(stack, 'Network')),
  'a network with public IPs': inProd((stack) => new ServiceNetwork(stack, 'Network', { shape: NetworkShape.PUBLIC_IP })),
  'a network with endpoints': inProd((stack) => new ServiceNetwork(stack, 'Network', { shape: NetworkShape.ENDPOINTS })),
  'a network with a NAT per zone': inProd((stack) => new ServiceNetwork(stack, 'Network', { shape: NetworkShape.NAT_PER_AZ })),
  'a repository': inProd((stack) => new ContainerRepository(stack, 'Images')),
  'a service': inProd((stack) => new BlueGreenFargateService(stack, 'Web', { image })),
  'a service, environment unknown': inAnyEnvironment((stack) => new BlueGreenFargateService(stack, 'Web', { image })),
  'a service of released images': inProd((stack) => new BlueGreenFargateService(stack, 'Web', {
    image: ServiceImage.released(new ContainerRepository(stack, 'Images')),
  })),
  'an internal service that rolls': inProd((stack) => new BlueGreenFargateService(stack, 'Web', {
    image, ingress: Ingress.internalOnly(), plan: DeploymentPlan.rolling(),
  })),
  'a service with HTTPS that goes live by canary': inProd((stack) => new BlueGreenFargateService(stack, 'Web', {
    image,
    ingress: Ingress.internetFacing({ certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE) }),
    plan: DeploymentPlan.canary(),
    rollback: { latencySeconds: 1 },
  })),
  'a service that goes live in steps': inProd((stack) => new BlueGreenFargateService(stack, 'Web', { image, plan: DeploymentPlan.linear() })),
  'a dual-stack network': inProd((stack) => new ServiceNetwork(stack, 'Network', { dualStack: true })),
  'endpoints in an imported VPC': inProd((stack) => ServiceNetwork.addEndpoints(ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.8.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    isolatedSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  }))),
  'a repository with all its options': inProd((stack) => {
    const images = new ContainerRepository(stack, 'Images', {
      repositoryName: 'shop/web',
      scanning: ImageScanning.ENHANCED,
      releasesToKeep: 20,
      untaggedRetention: Duration.days(1),
      mutableTags: ['cache-*'],
      encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
      pullAccounts: ['222222222222'],
      replicateTo: [{ region: 'eu-central-1' }, { account: '222222222222' }],
    });
    images.forEnvironment('Staging');
    images.onScanFinding('Findings', { target: new targets.SnsTopic(encryptedTopic(stack)) });
  }),
  'pull-through caches': inProd((stack) => {
    new PullThroughCache(stack, 'Gallery');
    new PullThroughCache(stack, 'Hub', {
      upstream: UpstreamRegistry.dockerHub(secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'ecr-pullthroughcache/hub')),
    });
  }),
  'a service on Fargate Spot': service({ capacity: Capacity.fargateSpot(2) }),
  'a service on EC2 instances': inProd((stack) => new BlueGreenEc2Service(stack, 'Web', { image })),
  'a service on EC2 instances with Amazon Linux': inProd((stack) => new BlueGreenEc2Service(stack, 'Web', {
    image, capacity: new Ec2Capacity(stack, 'Capacity', { operatingSystem: InstanceOperatingSystem.AMAZON_LINUX_2023 }),
  })),
  'a hardened container': inProd((stack) => {
    const network = new ServiceNetwork(stack, 'Network');
    const fileSystem = new efs.FileSystem(stack, 'Files', { vpc: network.vpc, encrypted: true, enableAutomaticBackups: true });
    new BlueGreenFargateService(stack, 'Web', {
      image,
      network,
      architecture: ecs.CpuArchitecture.ARM64,
      readonlyRootFilesystem: true,
      ephemeralStorageGiB: 30,
      logEncryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
      stopTimeout: Duration.seconds(60),
      volumes: [ServiceVolume.efs({ fileSystem, containerPath: '/files', accessPoint: fileSystem.addAccessPoint('Point', { path: '/web' }) })],
      healthCheck: { port: 9090, healthyStatus: '200-299' },
      scaling: {
        memoryPercent: 70, requestsPerTask: 500, schedules: [{ schedule: appscaling.Schedule.cron({ hour: '7', minute: '30' }), minTasks: 4 }],
      },
    }).addSidecar('agent', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/agent:1') });
  }),
  'a service with ECS Exec': service({ enableExecuteCommand: true }),
  'a service with a domain': inProd((stack) => new BlueGreenFargateService(stack, 'Web', {
    image,
    ingress: Ingress.internetFacing({
      domainName: 'shop.example.com',
      hostedZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' }),
    }),
  })),
  'an internal service that is tested by header': service({ ingress: Ingress.internalOnly(), testTraffic: TestTraffic.header('x-test', 'secret') }),
  'services that share a load balancer': inProd((stack) => {
    const front = new SharedLoadBalancer(stack, 'Front', { certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE) });
    new BlueGreenFargateService(stack, 'Orders', { image, ingress: front.route({ pathPatterns: ['/orders/*'] }) });
    new BlueGreenFargateService(stack, 'Shop', { image, ingress: front.route({ hostHeaders: ['shop.example.com'] }) });
  }),
  'a private service and its caller': inProd((stack) => {
    const api = new BlueGreenFargateService(stack, 'Api', { image, ingress: Ingress.serviceConnect() });
    api.allowTrafficFrom(new BlueGreenFargateService(stack, 'Web', { image }));
  }),
  'a service with a smoke test': service({ smokeTest: { paths: ['/health'], bodyContains: 'ok' } }),
  'a service with a smoke test, environment unknown': inAnyEnvironment((stack) => new BlueGreenFargateService(stack, 'Web', {
    image, smokeTest: {}, ingress: Ingress.internalOnly(),
  })),
  'a service with a smoke test and no NAT': inProd((stack) => new BlueGreenFargateService(stack, 'Web', {
    image, smokeTest: {}, network: new ServiceNetwork(stack, 'Network', { shape: NetworkShape.PUBLIC_IP }),
  })),
  'a service with an approval and a migration': inProd((stack) => new BlueGreenFargateService(stack, 'Web', {
    image, approval: ManualApproval.required({ notify: encryptedTopic(stack) }), migration: { command: ['bin/migrate'] },
  })),
  'a service that CodeDeploy deploys': service({ engine: DeploymentEngine.codeDeploy() }),
  'a service that CodeDeploy deploys by canary, environment unknown': inAnyEnvironment((stack) => new BlueGreenFargateService(stack, 'Web', {
    image, engine: DeploymentEngine.codeDeploy(), plan: DeploymentPlan.canary(),
  })),
  'the hardened golden app': buildHardened,
  'a service that stops for a release': service({ plan: DeploymentPlan.recreate() }),
  ...Object.assign({}, ...ROOMS.map((room) => room.cases)),
};

function service(props: Partial<BlueGreenFargateServiceProps>): BuildApp {
  return inProd((stack) => new BlueGreenFargateService(stack, 'Web', { image, ...props }));
}

function encryptedTopic(stack: Stack): sns.Topic {
  return new sns.Topic(stack, 'Topic', { enforceSSL: true, masterKey: new kms.Key(stack, 'TopicKey', { enableKeyRotation: true }) });
}

function inProd(build: (stack: Stack) => void): BuildApp {
  return inStack(build, { account: '111111111111', region: 'eu-west-1' });
}

function inAnyEnvironment(build: (stack: Stack) => void): BuildApp {
  return inStack(build);
}

function inStack(build: (stack: Stack) => void, env?: Environment): BuildApp {
  return (app: App) => build(new Stack(app, 'Prod', { env }));
}
