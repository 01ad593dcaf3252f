import { Token, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { Launch, LaunchOptions, TaskOptions } from './launch';
import { inputError, requireInRange } from '../../core/private/input-error';
import { IServiceNetwork } from '../../network';
import { Ec2Capacity } from '../ec2-capacity';

/** What Amazon ECS accepts for tasks on EC2 instances. */
const CPU = { min: 128, max: 196_608 };
const MIN_MEMORY = 4;

/** Tasks on EC2 instances: each with a network interface of its own, as on AWS Fargate, so that everything else stays the same. */
export class Ec2Launch implements Launch {
  public readonly awsServices = ['ecs', 'ecs-agent', 'ecs-telemetry'];

  constructor(private capacity?: Ec2Capacity) {}

  public requireSize(scope: Construct, cpu: number, memoryLimitMiB: number): void {
    if (this.capacity !== undefined && !(this.capacity instanceof Ec2Capacity)) {
      throw inputError(scope, "'capacity' must be an Ec2Capacity, such as new Ec2Capacity(this, 'Instances')");
    }
    requireInRange(scope, { prop: 'cpu', value: cpu, ...CPU, integer: true, unit: 'units of 1/1024 vCPU' });
    requireInRange(scope, { prop: 'memoryLimitMiB', value: memoryLimitMiB, min: MIN_MEMORY, integer: true, unit: 'MiB' });
  }

  public prepare(scope: Construct, cluster: ecs.ICluster, network: IServiceNetwork): void {
    if (this.capacity && this.capacity.cluster !== cluster) {
      throw inputError(scope, `'cluster' must be the one of 'capacity' (${this.capacity.cluster.node.path}), got ${cluster.node.path}. Leave it out`);
    }
    this.capacity ??= sharedCapacity(cluster as ecs.Cluster, network);
  }

  public taskDefinition(scope: Construct, id: string, options: TaskOptions): ecs.TaskDefinition {
    const { cpu, memoryLimitMiB, taskRole, runtimePlatform, ephemeralStorageGiB, volumes } = options;
    this.requireSameProcessor(scope, runtimePlatform?.cpuArchitecture);
    if (ephemeralStorageGiB !== undefined) {
      throw inputError(scope, "'ephemeralStorageGiB' must be left out on EC2 instances, where tasks share the disk of their instance");
    }
    return new ecs.TaskDefinition(scope, id, {
      compatibility: ecs.Compatibility.EC2,
      networkMode: ecs.NetworkMode.AWS_VPC,
      cpu: Tokenization.stringifyNumber(cpu),
      memoryMiB: Tokenization.stringifyNumber(memoryLimitMiB),
      taskRole,
      volumes,
    });
  }

  public service(scope: Construct, id: string, { assignPublicIp: _, ...options }: LaunchOptions): ecs.Ec2Service {
    return new ecs.Ec2Service(scope, id, {
      ...options,
      // A capacity provider from the first day: moving to one later would replace the service.
      capacityProviderStrategies: [{ capacityProvider: this.capacity!.capacityProvider.capacityProviderName, weight: 1 }],
    });
  }

  /** An image for the other processor fails with "exec format error". */
  private requireSameProcessor(scope: Construct, architecture: ecs.CpuArchitecture = ecs.CpuArchitecture.X86_64): void {
    const { instanceType } = this.capacity!;
    if (Token.isUnresolved(instanceType.toString())) { return; }
    const offered = instanceType.architecture === ec2.InstanceArchitecture.ARM_64 ? 'ARM64' : 'X86_64';
    if (architecture._cpuArchitecture !== offered) {
      throw inputError(scope, `'architecture' must be CpuArchitecture.${offered}, the one of the instances (${instanceType}), ` +
        `got ${architecture._cpuArchitecture}. Change it, or give 'capacity' another instance type`);
    }
  }
}

/** The instances that all services of a cluster share unless they bring some. */
function sharedCapacity(cluster: ecs.Cluster, network: IServiceNetwork): Ec2Capacity {
  // Only the stack of a cluster can give it instances.
  const { stack } = cluster;
  // The cluster's address keeps the id the same whatever the order in which services are added.
  const id = `ServiceCapacity${cluster.node.addr.slice(-8)}`;
  return (stack.node.tryFindChild(id) as Ec2Capacity | undefined) ?? new Ec2Capacity(stack, id, { cluster, network });
}
