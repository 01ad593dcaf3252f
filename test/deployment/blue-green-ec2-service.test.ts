import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  BlueGreenEc2Service, BlueGreenEc2ServiceProps, BlueGreenFargateService, BlueGreenServiceProps, DeploymentPlan, Ec2Capacity, Ec2CapacityProps,
  Ingress, InstanceOperatingSystem, ServiceImage,
} from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('nginx');

function synthesize(props: Partial<BlueGreenEc2ServiceProps> = {}): Template {
  const stack = prodStack();
  new BlueGreenEc2Service(stack, 'Web', { image, ...props });
  return Template.fromStack(stack);
}

function withCapacity(props: Ec2CapacityProps, service: Partial<BlueGreenEc2ServiceProps> = {}): Template {
  const stack = prodStack();
  new BlueGreenEc2Service(stack, 'Web', { image, ...service, capacity: new Ec2Capacity(stack, 'Capacity', props) });
  return Template.fromStack(stack);
}

describe('a service on EC2 instances', () => {
  test('asks the capacity provider for instances', () => {
    const template = synthesize();
    const provider = onlyResource(template, 'AWS::ECS::CapacityProvider');
    const { Properties } = onlyResource(template, 'AWS::ECS::Service');
    expect(Properties.CapacityProviderStrategy).toEqual([{ CapacityProvider: { Ref: provider.id }, Weight: 1 }]);
    expect(Properties.LaunchType).toBeUndefined();
  });

  test('goes live as the same service on AWS Fargate does', () => {
    const props: BlueGreenServiceProps = { image, plan: DeploymentPlan.canary(), rollback: { latencySeconds: 1 }, ingress: Ingress.internalOnly() };
    const [onEc2, onFargate] = [prodStack(), prodStack()];
    new BlueGreenEc2Service(onEc2, 'Web', props);
    new BlueGreenFargateService(onFargate, 'Web', props);
    const [ec2Template, fargateTemplate] = [onEc2, onFargate].map((stack) => Template.fromStack(stack));

    for (const type of ['AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::CloudWatch::Alarm',
      'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ApplicationAutoScaling::ScalableTarget']) {
      expect(idsOf(ec2Template, type)).not.toEqual([]);
      expect(ec2Template.findResources(type)).toEqual(fargateTemplate.findResources(type));
    }
    const deploymentOf = (template: Template) => onlyResource(template, 'AWS::ECS::Service').Properties.DeploymentConfiguration;
    expect(deploymentOf(ec2Template)).toEqual(deploymentOf(fargateTemplate));
  });

  test('gives each task a network interface and a size of its own', () => {
    synthesize({ cpu: 512, memoryLimitMiB: 900 }).hasResourceProperties('AWS::ECS::TaskDefinition', {
      NetworkMode: 'awsvpc', RequiresCompatibilities: ['EC2'], Cpu: '512', Memory: '900',
    });
  });

  test('shares its instances with the other services of the stack', () => {
    const stack = prodStack();
    new BlueGreenEc2Service(stack, 'Web', { image });
    new BlueGreenEc2Service(stack, 'Api', { image });
    Template.fromStack(stack).resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 1);
  });

  test('waits for the capacity provider of its cluster', () => {
    const template = synthesize();
    expect(onlyResource(template, 'AWS::ECS::Service').DependsOn)
      .toEqual(expect.arrayContaining(idsOf(template, 'AWS::ECS::ClusterCapacityProviderAssociations')));
  });

  test('gets its instances from the stack of its cluster, which alone can give it some', () => {
    const app = new App();
    const platform = new Stack(app, 'Platform');
    const cluster = new ecs.Cluster(platform, 'Cluster', { vpc: new ec2.Vpc(platform, 'Vpc') });
    new BlueGreenEc2Service(new Stack(app, 'Shop'), 'Web', { image, cluster });
    expect(() => app.synth()).not.toThrow();
    Template.fromStack(platform).resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 1);
  });

  test.each([{ cpu: 64 }, { cpu: 200_000 }, { memoryLimitMiB: 2 }])('is refused with a size that Amazon ECS does not accept: %p', (size) => {
    const [[prop, value]] = Object.entries(size);
    expect(() => synthesize(size)).toThrow(new RegExp(`^'${prop}' must be .*, got ${value} \\[at Prod/Web\\]$`));
  });

  test('is refused in a network whose services need public addresses: its tasks cannot have one', () => {
    const stack = prodStack();
    const network = new ServiceNetwork(stack, 'Network', { shape: NetworkShape.PUBLIC_IP });
    expect(() => new BlueGreenEc2Service(stack, 'Web', { image, network })).toThrow("'network' must have private subnets");
  });

  test('is refused on another cluster than that of its instances', () => {
    const stack = prodStack();
    const capacity = new Ec2Capacity(stack, 'Capacity');
    const cluster = new ecs.Cluster(stack, 'Other', { vpc: capacity.network.vpc });
    expect(() => new BlueGreenEc2Service(stack, 'Web', { image, capacity, cluster }))
      .toThrow("'cluster' must be the one of 'capacity' (Prod/ServiceCluster");
  });
});

describe('the instances', () => {
  test('come and go with the tasks, which move off first', () => {
    withCapacity({}).hasResourceProperties('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: {
        ManagedScaling: { Status: 'ENABLED' }, ManagedDraining: 'ENABLED', ManagedTerminationProtection: 'DISABLED',
      },
    });
  });

  test('are encrypted, ask for tokens and run no instance older than a month', () => {
    const template = withCapacity({});
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' }, BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3' } }] },
    });
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { MaxInstanceLifetime: 30 * 24 * 3600, MinSize: '2', MaxSize: '10' });
  });

  test.each([
    [InstanceOperatingSystem.BOTTLEROCKET, 't3.medium', '/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id'],
    [InstanceOperatingSystem.BOTTLEROCKET, 'm7g.large', '/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id'],
    [InstanceOperatingSystem.AMAZON_LINUX_2023, 't3.medium', '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'],
    [InstanceOperatingSystem.AMAZON_LINUX_2023, 'm7g.large', '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id'],
  ])('run %s for the processor of a %s', (operatingSystem, type, parameter) => {
    const stack = prodStack();
    new Ec2Capacity(stack, 'Capacity', { operatingSystem, instanceType: new ec2.InstanceType(type) });
    const images = Object.values(Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }));
    expect(images.map(({ Default }) => Default)).toEqual([parameter]);
  });

  test.each([
    [InstanceOperatingSystem.BOTTLEROCKET, /\[settings\.ecs\]/],
    [InstanceOperatingSystem.AMAZON_LINUX_2023, /ECS_CLUSTER=/],
  ])('that run %s find their cluster', (operatingSystem, hint) => {
    const { Properties } = onlyResource(withCapacity({ operatingSystem }), 'AWS::EC2::LaunchTemplate');
    expect(JSON.stringify(Properties.LaunchTemplateData.UserData)).toMatch(hint);
  });

  test('may do what the agent of Amazon ECS does, and no more than it lists', () => {
    withCapacity({}).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ecs:Poll', 'ecs:StartTelemetrySession']) })]) },
      Roles: [{ Ref: Match.stringLikeRegexp('CapacityInstanceRole') }],
    });
  });

  test('refuse containers for another processor', () => {
    expect(() => withCapacity({ instanceType: new ec2.InstanceType('m7g.large') }))
      .toThrow("'architecture' must be CpuArchitecture.ARM64, the one of the instances (m7g.large), got X86_64");
  });

  test('are refused when fewer may run than must', () => {
    expect(() => new Ec2Capacity(prodStack(), 'Capacity', { minInstances: 3, maxInstances: 2 }))
      .toThrow("'maxInstances' must be at least 'minInstances' (3), got 2 [at Prod/Capacity]");
  });

  test('are refused for a cluster of another stack', () => {
    const app = new App();
    const platform = new Stack(app, 'Platform');
    const cluster = new ecs.Cluster(platform, 'Cluster', { vpc: new ec2.Vpc(platform, 'Vpc') });
    expect(() => new Ec2Capacity(new Stack(app, 'Shop'), 'Capacity', { cluster })).toThrow("'cluster' must be in the stack of its instances, got one in Platform");
  });

  test('are refused for a cluster of another app', () => {
    const stack: Stack = prodStack();
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shared', vpc: new ec2.Vpc(stack, 'Vpc') });
    expect(() => new Ec2Capacity(stack, 'Capacity', { cluster: cluster as ecs.Cluster })).toThrow("'cluster' must be a cluster that this app makes");
  });
});
