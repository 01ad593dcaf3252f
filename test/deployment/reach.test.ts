import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { BlueGreenEc2Service, BlueGreenFargateService, BlueGreenServiceProps, Ingress, ServiceImage } from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { prodStack } from '../support/stacks';

function isolatedVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, subnetConfiguration: [{ name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
}

function cutOff(stack: Stack): Pick<BlueGreenServiceProps, 'image' | 'ingress' | 'network'> {
  return {
    image: ServiceImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'web'), '1'),
    ingress: Ingress.internalOnly(),
    network: ServiceNetwork.fromVpc(isolatedVpc(stack)),
  };
}

describe('a service in subnets without a way to the internet', () => {
  test('is refused without endpoints, naming those that its tasks need to start', () => {
    const stack = prodStack();
    new BlueGreenFargateService(stack, 'Web', cutOff(stack));
    expect(() => App.of(stack)!.synth()).toThrow(/'network' must let tasks reach ecr\.api, ecr\.dkr, s3, logs:.*ServiceNetwork\.addEndpoints\(vpc\)/);
  });

  test('needs the endpoints of the services that hold its secrets', () => {
    const stack = prodStack();
    new BlueGreenFargateService(stack, 'Web', {
      ...cutOff(stack),
      secrets: {
        PASSWORD: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')),
        FLAG: ecs.Secret.fromSsmParameter(ssm.StringParameter.fromStringParameterName(stack, 'Flag', '/flag')),
      },
    });
    expect(() => App.of(stack)!.synth()).toThrow("'network' must let tasks reach ecr.api, ecr.dkr, s3, logs, ssm, secretsmanager:");
  });

  test('on EC2 instances needs the endpoints of their agent', () => {
    const stack = prodStack();
    new BlueGreenEc2Service(stack, 'Web', cutOff(stack));
    expect(() => App.of(stack)!.synth()).toThrow("'network' must let tasks reach ecr.api, ecr.dkr, s3, logs, ecs, ecs-agent, ecs-telemetry:");
  });

  test('is made when the endpoints are added, also later in the program', () => {
    const stack = prodStack();
    const props = cutOff(stack);
    new BlueGreenFargateService(stack, 'Web', props);
    ServiceNetwork.addEndpoints(props.network!.vpc as ec2.Vpc);
    expect(() => App.of(stack)!.synth()).not.toThrow();
  });

  test('is made in a network whose shape has endpoints', () => {
    const stack = prodStack();
    new BlueGreenFargateService(stack, 'Web', { ...cutOff(stack), network: new ServiceNetwork(stack, 'Network', { shape: NetworkShape.ENDPOINTS }) });
    expect(() => App.of(stack)!.synth()).not.toThrow();
  });
});
