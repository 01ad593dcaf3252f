import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { requireFargateSize } from './fargate-size';
import { Launch, LaunchOptions, TaskOptions } from './launch';
import { requireAbility } from '../../core/private/input-error';
import { Capacity } from '../capacity';

/** Tasks on AWS Fargate. */
export class FargateLaunch implements Launch {
  public readonly awsServices = [];

  constructor(private readonly capacity: Capacity = Capacity.fargate()) {}

  public requireSize(scope: Construct, cpu: number, memoryLimitMiB: number): void {
    requireAbility(scope, { prop: 'capacity', value: this.capacity, method: '_strategies', expected: 'a Capacity, such as Capacity.fargateSpot(2)' });
    this.capacity._validate(scope);
    requireFargateSize(scope, cpu, memoryLimitMiB);
  }

  public prepare(_scope: Construct, cluster: ecs.ICluster): void {
    // Amazon ECS refuses capacity providers that the cluster does not have.
    if (cluster instanceof ecs.Cluster) { cluster.enableFargateCapacityProviders(); }
  }

  public taskDefinition(scope: Construct, id: string, options: TaskOptions): ecs.TaskDefinition {
    return new ecs.FargateTaskDefinition(scope, id, options);
  }

  public service(scope: Construct, id: string, options: LaunchOptions): ecs.FargateService {
    return new ecs.FargateService(scope, id, {
      ...options,
      // A capacity provider from the first day: moving to one later would replace the service.
      capacityProviderStrategies: this.capacity._strategies(),
    });
  }
}
