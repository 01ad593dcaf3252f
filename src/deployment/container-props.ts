import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ServiceHealthCheck } from './health-check';
import { IServiceImage } from './service-image';
import { IServiceVolume } from './service-volume';

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
   * The processor of the tasks, and of the image if `ServiceImage.fromAsset` builds it. Graviton (`ARM64`) costs about a
   * fifth less; an image that a pipeline builds has to be built for it.
   *
   * @default ecs.CpuArchitecture.X86_64
   */
  readonly architecture?: ecs.CpuArchitecture;

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
   * Directories that the container can use beside its image: shared files, or room for scratch data.
   *
   * @default - none
   */
  readonly volumes?: IServiceVolume[];

  /**
   * Disk of one task on AWS Fargate, in GiB, 21 to 200. Images count. The first 20 GiB are free of charge.
   *
   * @default - 20 GiB on AWS Fargate; on EC2 instances tasks share the disk of their instance
   */
  readonly ephemeralStorageGiB?: number;

  /**
   * Whether the container cannot write to its image. `/tmp` stays writable, with 64 MiB of the task's memory;
   * `volumes` make other directories writable, or `/tmp` larger.
   *
   * @default false
   */
  readonly readonlyRootFilesystem?: boolean;

  /**
   * Whether people can run commands in the container with ECS Exec. What they type and see goes to the service's log, or
   * where the cluster's own configuration of ECS Exec says.
   *
   * Not together with `readonlyRootFilesystem`: the agent writes to the container. Subnets without a way to the internet
   * need the interface endpoint `ssmmessages`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
   */
  readonly enableExecuteCommand?: boolean;

  /**
   * How long the container may take to stop after SIGTERM, before it is killed. Whole seconds, 1 to 120.
   *
   * @default - what Amazon ECS does: 30 seconds
   */
  readonly stopTimeout?: Duration;

  /**
   * How long the container's logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Key that the logs are encrypted with. CloudWatch Logs of this account is allowed to use it. It must be in the region of the service.
   *
   * @default - a key that CloudWatch Logs owns, free of charge
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: kms.IKey;
}
