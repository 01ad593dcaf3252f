import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import { Construct } from 'constructs';
import { IBlueGreenService } from './blue-green-service';
import { EfsVolume } from './private/efs-volume';
import { MemoryVolume, TemporaryVolume } from './private/scratch-volumes';

/** What a service needs to know of a directory. Exactly one of `volume` and `memoryMiB` is set. */
export interface ServiceVolumeConfig {
  /**
   * What is mounted. Its name must be the only one of the task.
   *
   * @default - memory
   */
  readonly volume?: ecs.Volume;

  /**
   * Memory of the task to mount, in MiB.
   *
   * @default - no memory
   */
  readonly memoryMiB?: number;

  /**
   * Whether the container can only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/**
 * A directory that the container can use beside its image.
 *
 * @subclassable
 */
export interface IServiceVolume {
  /** Where the container finds it; starts with a slash. */
  readonly containerPath: string;

  /**
   * Called once by the service that mounts it.
   *
   * @param scope where constructs of the volume go
   * @param service the service, complete but for its volumes and hooks
   */
  bind(scope: Construct, service: IBlueGreenService): ServiceVolumeConfig;
}

/** What mounting a file system of Amazon EFS needs. */
export interface EfsVolumeOptions {
  /** The file system. The service is let in on its security group. */
  readonly fileSystem: efs.IFileSystem;

  /** Where the container finds it; starts with a slash. */
  readonly containerPath: string;

  /**
   * Limits the service to one directory of the file system and one user. Both versions of the application use it during a deployment.
   *
   * @default - the whole file system
   */
  readonly accessPoint?: efs.IAccessPoint;

  /**
   * Whether the container can only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** The directories that a container can use beside its image. */
export class ServiceVolume {
  /**
   * A file system of Amazon EFS, shared by all tasks, which outlives them. It is mounted with encryption in transit, as the
   * service's task role.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
   */
  public static efs(options: EfsVolumeOptions): IServiceVolume {
    return new EfsVolume(options);
  }

  /**
   * An empty directory on the disk of the task, gone with it. `ephemeralStorageGiB` says how large that is.
   *
   * It belongs to root. For another user, make the directory in the Dockerfile, give it to that user and name it in a
   * `VOLUME` line.
   *
   * @param containerPath starts with a slash
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
   */
  public static temporary(containerPath: string): IServiceVolume {
    return new TemporaryVolume(containerPath);
  }

  /**
   * An empty directory in the memory of the task, for any user, gone with the task. What is written to it counts as memory of the container.
   *
   * @param containerPath starts with a slash
   * @param sizeMiB at least 1; less than the memory of the task
   */
  public static memory(containerPath: string, sizeMiB: number): IServiceVolume {
    return new MemoryVolume(containerPath, sizeMiB);
  }

  private constructor() {}
}
