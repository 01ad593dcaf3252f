import { Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Ec2CapacityPlan } from './ec2-capacity-plan';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeInlinePolicy } from '../../core/private/acknowledge-in-packs';
import { InstanceOperatingSystem } from '../ec2-capacity';

/** Old enough to be cheap, young enough to be patched. */
const MAX_AGE = Duration.days(30);

/** What an image of an operating system brings along. */
interface OperatingSystemTraits {
  readonly machineImageType: ecs.MachineImageType;
  /** Where the images and logs of containers go. */
  readonly dataDevice: string;
  image(architecture: ec2.InstanceArchitecture): ec2.IMachineImage;
  userData(): ec2.UserData;
}

/** A function, because the images would otherwise be loaded with the library. */
function traitsOf(operatingSystem: InstanceOperatingSystem): OperatingSystemTraits {
  switch (operatingSystem) {
    case InstanceOperatingSystem.BOTTLEROCKET: return {
      image: (architecture) => new ecs.BottleRocketImage({ architecture, variant: ecs.BottlerocketEcsVariant.AWS_ECS_2 }),
      userData: () => ec2.UserData.custom(''),
      machineImageType: ecs.MachineImageType.BOTTLEROCKET,
      dataDevice: '/dev/xvdb',
    };
    case InstanceOperatingSystem.AMAZON_LINUX_2023: return {
      image: (architecture) => ecs.EcsOptimizedImage.amazonLinux2023(
        architecture === ec2.InstanceArchitecture.ARM_64 ? ecs.AmiHardwareType.ARM : ecs.AmiHardwareType.STANDARD),
      userData: () => ec2.UserData.forLinux(),
      machineImageType: ecs.MachineImageType.AMAZON_LINUX_2,
      dataDevice: '/dev/xvda',
    };
  }
}

export function createInstances(scope: Construct, plan: Ec2CapacityPlan): autoscaling.AutoScalingGroup {
  const group = new autoscaling.AutoScalingGroup(scope, 'Instances', {
    vpc: plan.network.vpc,
    vpcSubnets: plan.network.serviceSubnets,
    launchTemplate: createLaunchTemplate(scope, plan),
    minCapacity: plan.minInstances,
    maxCapacity: plan.maxInstances,
    maxInstanceLifetime: MAX_AGE,
  });
  acknowledge(group, {
    'AwsSolutions-AS3': 'Instances come and go with the tasks; what is worth telling is told by the alarms of the services.',
  });
  return group;
}

function createLaunchTemplate(scope: Construct, { network, instanceType, operatingSystem }: Ec2CapacityPlan): ec2.LaunchTemplate {
  const { image, userData, dataDevice } = traitsOf(operatingSystem);
  return new ec2.LaunchTemplate(scope, 'LaunchTemplate', {
    instanceType,
    machineImage: image(instanceType.architecture),
    userData: userData(),
    role: createInstanceRole(scope, operatingSystem),
    securityGroup: new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc: network.vpc, description: 'Instances of the cluster; tasks have groups of their own' }),
    requireImdsv2: true,
    detailedMonitoring: true,
    blockDevices: [{
      deviceName: dataDevice,
      volume: ec2.BlockDeviceVolume.ebs(30, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
    }],
  });
}

/** The capacity provider of the L2 grants what the agent of Amazon ECS needs. */
function createInstanceRole(scope: Construct, operatingSystem: InstanceOperatingSystem): iam.Role {
  const role = new iam.Role(scope, 'InstanceRole', {
    description: 'Instances of the cluster; tasks have roles of their own.',
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
  });
  acknowledge(role, {
    'AwsSolutions-IAM5[Action::ecs:Submit*]': 'The agent of Amazon ECS reports states of tasks, containers and attachments.',
    'AwsSolutions-IAM5[Resource::*]': 'ecs:DiscoverPollEndpoint, ecr:GetAuthorizationToken and the like know no resource.',
  });
  acknowledgeInlinePolicy(role);
  if (operatingSystem === InstanceOperatingSystem.BOTTLEROCKET) { acknowledgeBottlerocket(role); }
  return role;
}

function acknowledgeBottlerocket(role: iam.Role): void {
  const reason = 'The CDK gives these to instances that run Bottlerocket, which needs Systems Manager to be looked at.';
  acknowledge(role, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]': reason,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role]': reason,
  });
}

export function createCapacityProvider(
  scope: Construct, { cluster, operatingSystem }: Ec2CapacityPlan, autoScalingGroup: autoscaling.AutoScalingGroup,
): ecs.AsgCapacityProvider {
  const provider = new ecs.AsgCapacityProvider(scope, 'Provider', {
    autoScalingGroup,
    enableManagedScaling: true,
    // Tasks move off an instance before it goes.
    enableManagedDraining: true,
    // Protected instances would outlive the group: CloudFormation could not delete it.
    enableManagedTerminationProtection: false,
    machineImageType: traitsOf(operatingSystem).machineImageType,
  });
  cluster.addAsgCapacityProvider(provider);
  return provider;
}
