import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { DeploymentPlan } from './deployment-plan';
import { Ingress } from './ingress';
import { IServiceImage } from './service-image';
import { AlertRouter } from '../alerting';
import { IServiceNetwork } from '../network';

/** How many tasks run, and what makes it more or fewer. */
export interface ScalingOptions {
  /**
   * Tasks that always run; at least 1.
   *
   * @default 2
   */
  readonly minTasks?: number;

  /**
   * Tasks that run at most; at least `minTasks`.
   *
   * @default 10
   */
  readonly maxTasks?: number;

  /**
   * Average CPU utilization that scaling aims at, 1 to 100 percent.
   *
   * @default 60
   */
  readonly cpuPercent?: number;
}

/** What makes a deployment roll back. */
export interface RollbackOptions {
  /**
   * Share of requests that may fail with a 5xx on either colour, above 0 to 100 percent. Two bad minutes out of three
   * roll the deployment back.
   *
   * @default 5
   */
  readonly errorRatePercent?: number;

  /**
   * Response time that one request in a hundred may exceed on either colour, in seconds. Two bad minutes out of three
   * roll the deployment back.
   *
   * @default - response times do not roll back
   */
  readonly latencySeconds?: number;

  /**
   * Alarms of your own that roll back as well; not on metrics of the service itself. An alarm that already fires when a deployment starts is not watched by
   * Amazon ECS during that deployment: prefer short windows.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

/**
 * How the load balancer finds out whether a task is well.
 *
 * Both target groups take a change at once, before the new version runs: ship a new path in the application first.
 */
export interface ServiceHealthCheck {
  /**
   * The path that answers 200 while the container is well; starts with a slash.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * How long a task may take to start before its health counts. Whole seconds, up to 2,147,483,647.
   *
   * @default Duration.seconds(60)
   */
  readonly gracePeriod?: Duration;
}

/** What a blue/green service on AWS Fargate is made of. */
export interface BlueGreenFargateServiceProps {
  /** Where the image comes from. */
  readonly image: IServiceImage;

  /**
   * Who hears of the service's own rollback alarms, with severity `CRITICAL`.
   *
   * @default - nobody; the deployment rolls back all the same
   */
  readonly alerts?: AlertRouter;

  /**
   * Where the service runs.
   *
   * @default - the VPC of the cluster if one is given, else the network that the services of this stack share: one NAT gateway
   */
  readonly network?: IServiceNetwork;

  /**
   * The cluster the service runs on. It must offer the FARGATE capacity provider, as clusters of the AWS CDK do on demand.
   *
   * @default - the cluster that the services of this stack share
   */
  readonly cluster?: ecs.ICluster;

  /**
   * How a new version goes live.
   *
   * @default DeploymentPlan.blueGreen()
   */
  readonly plan?: DeploymentPlan;

  /**
   * How requests reach the service.
   *
   * @default Ingress.internetFacing()
   */
  readonly ingress?: Ingress;

  /**
   * The port the container listens on, 1 to 65535.
   *
   * @default 8080
   */
  readonly containerPort?: number;

  /**
   * How the load balancer finds out whether a task is well.
   *
   * @default - GET / answers 200, from one minute after the start
   */
  readonly healthCheck?: ServiceHealthCheck;

  /**
   * CPU of one task, in units of 1/1024 vCPU. Fargate offers certain pairs of CPU and memory only.
   *
   * @default 256
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
   */
  readonly cpu?: number;

  /**
   * Memory of one task, in MiB. Fargate offers certain pairs of CPU and memory only.
   *
   * @default 512
   */
  readonly memoryLimitMiB?: number;

  /**
   * Environment variables of the container. For anything secret use `secrets`.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment variables whose values come from Secrets Manager or the SSM Parameter Store when a task starts.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: ecs.Secret };

  /**
   * How many tasks run.
   *
   * @default - 2 to 10 tasks, aiming at 60 percent CPU
   */
  readonly scaling?: ScalingOptions;

  /**
   * What makes a deployment roll back.
   *
   * @default - 5 percent of failed requests, or a target that stays unhealthy
   */
  readonly rollback?: RollbackOptions;

  /**
   * How long the container's logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
