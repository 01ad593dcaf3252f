import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { IConstruct } from 'constructs';
import { IContainerRepository } from '../registry';
import { ISignalSource } from '../signals';

/** A service whose new versions go live safely, whatever its tasks run on. */
export interface IBlueGreenService extends IConstruct, ISignalSource, ec2.IConnectable, iam.IGrantable {
  /** The cluster the service runs on. */
  readonly cluster: ecs.ICluster;

  /** The ECS service, whatever its tasks run on. */
  readonly baseService: ecs.BaseService;

  /** What a task is made of. Add sidecars here. */
  readonly taskDefinition: ecs.TaskDefinition;

  /** The name of the container that serves the traffic. */
  readonly containerName: string;

  /** Where the container logs to. */
  readonly logGroup: logs.ILogGroup;

  /** The alarms that roll a deployment back: the service's own and those you added. */
  readonly rollbackAlarms: cloudwatch.IAlarm[];

  /**
   * How long a deployment may take by its plan: the shift of the traffic, the bake, and the hooks that make it wait. Undefined
   * when that is not known at synth, and with `DeploymentEngine.codeDeploy()`.
   */
  readonly plannedDuration?: Duration;

  /** What deployments are asked of; only with `DeploymentEngine.codeDeploy()`. */
  readonly deploymentGroup?: codedeploy.IEcsDeploymentGroup;

  /** The images that a pipeline says which of them is live; only for `ServiceImage.released`. */
  readonly releasedFrom?: IContainerRepository;

  /** The SSM parameter with the image released last; only for `ServiceImage.released`. */
  readonly releasePointer?: ssm.IStringParameter;
}
