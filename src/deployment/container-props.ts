import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ServiceHealthCheck } from './health-check';
import { IServiceImage } from './service-image';

/** What runs in a task of a service. */
export interface ContainerProps {
  /** Where the image comes from. */
  readonly image: IServiceImage;

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
   * How long the container's logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
