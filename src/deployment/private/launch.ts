import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ReleaseServiceOptions } from './engine';
import { IServiceNetwork } from '../../network';

/** What every task definition is made of, whatever it runs on. */
export interface TaskOptions {
  readonly cpu: number;
  readonly memoryLimitMiB: number;
  readonly taskRole: iam.IRole;
  readonly runtimePlatform?: ecs.RuntimePlatform;
  readonly ephemeralStorageGiB?: number;
  readonly volumes?: ecs.Volume[];
}

/** What every ECS service is made of, whatever its tasks run on. */
export interface LaunchOptions extends ReleaseServiceOptions {
  readonly cluster: ecs.ICluster;
  readonly taskDefinition: ecs.TaskDefinition;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly assignPublicIp: boolean;
  readonly healthCheckGracePeriod?: ecs.FargateServiceProps['healthCheckGracePeriod'];
  readonly enableExecuteCommand?: boolean;
}

/** What the tasks of a service run on. */
export interface Launch {
  /** The services of AWS that the tasks need to start, beside those that every task needs. */
  readonly awsServices: string[];

  /** Fails for a size of a task that is not offered; before anything is made. */
  requireSize(scope: Construct, cpu: number, memoryLimitMiB: number): void;

  /** Sees to it that the cluster has what the tasks run on; called last of all checks, for it may make constructs. */
  prepare(scope: Construct, cluster: ecs.ICluster, network: IServiceNetwork): void;

  taskDefinition(scope: Construct, id: string, options: TaskOptions): ecs.TaskDefinition;

  service(scope: Construct, id: string, options: LaunchOptions): ecs.BaseService;
}
