import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { IServiceNetwork } from '../network';
import { resolveEc2Capacity } from './private/ec2-capacity-plan';
import { createCapacityProvider, createInstances } from './private/ec2-instances';

/** What the instances of a cluster run. Both are images that AWS optimizes for Amazon ECS, looked up at each deployment. */
export enum InstanceOperatingSystem {
  /** Bottlerocket: small, read-only, without a shell. */
  BOTTLEROCKET = 'bottlerocket',
  /** Amazon Linux 2023. */
  AMAZON_LINUX_2023 = 'amazon-linux-2023',
}

/** What an `Ec2Capacity` is made of. */
export interface Ec2CapacityProps {
  /**
   * Where the instances run.
   *
   * @default - the VPC of the cluster if one is given, else the network that the services of this stack share
   */
  readonly network?: IServiceNetwork;

  /**
   * The cluster that gets the instances. It must be one that this app makes.
   *
   * @default - the cluster that the services of this stack share
   */
  readonly cluster?: ecs.Cluster;

  /**
   * Kind and size of the instances; its processor must be that of the containers.
   *
   * Each task has a network interface of its own, and a t3.medium has room for two. Turn on the account setting
   * `awsvpcTrunking` and take a type that supports it for more, such as 10 on an m6i.large.
   *
   * @default - t3.medium
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * What the instances run.
   *
   * @default InstanceOperatingSystem.BOTTLEROCKET
   */
  readonly operatingSystem?: InstanceOperatingSystem;

  /**
   * Instances that always run; at least 0.
   *
   * @default 2
   */
  readonly minInstances?: number;

  /**
   * Instances that run at most; at least `minInstances`. A deployment that runs two versions side by side needs twice the room.
   *
   * @default 10
   */
  readonly maxInstances?: number;
}

/**
 * EC2 instances for the tasks of a cluster. Amazon ECS adds and removes instances as tasks need them, and moves tasks off
 * an instance before it goes. No instance gets older than 30 days, so that new images of the operating system arrive.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
 */
export class Ec2Capacity extends Construct {
  /** The cluster that has the instances. */
  public readonly cluster: ecs.Cluster;

  /** Where the instances run. */
  public readonly network: IServiceNetwork;

  /** The instances. */
  public readonly autoScalingGroup: autoscaling.AutoScalingGroup;

  /** How Amazon ECS asks for instances. */
  public readonly capacityProvider: ecs.AsgCapacityProvider;

  /** Kind and size of the instances. */
  public readonly instanceType: ec2.InstanceType;

  constructor(scope: Construct, id: string, props: Ec2CapacityProps = {}) {
    super(scope, id);
    const plan = resolveEc2Capacity(this, props);

    this.cluster = plan.cluster;
    this.network = plan.network;
    this.instanceType = plan.instanceType;
    this.autoScalingGroup = createInstances(this, plan);
    this.capacityProvider = createCapacityProvider(this, plan, this.autoScalingGroup);
  }
}
