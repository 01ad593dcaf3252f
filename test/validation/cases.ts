import { App, Environment, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { BlueGreenFargateService, DeploymentPlan, Ingress, ServiceImage } from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { ContainerRepository } from '../../src/registry';
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
};

function inProd(build: (stack: Stack) => void): BuildApp {
  return inStack(build, { account: '111111111111', region: 'eu-west-1' });
}

function inAnyEnvironment(build: (stack: Stack) => void): BuildApp {
  return inStack(build);
}

function inStack(build: (stack: Stack) => void, env?: Environment): BuildApp {
  return (app: App) => build(new Stack(app, 'Prod', { env }));
}
