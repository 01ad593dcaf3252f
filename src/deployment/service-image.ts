import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { IContainerRepository } from '../registry';
import { AssetServiceImage, FixedServiceImage } from './private/fixed-images';
import { ReleasedServiceImage } from './private/released-image';

/** What an image needs to know of the service that will run it. */
export interface ServiceImageContext {
  /** The port the container listens on. */
  readonly containerPort: number;

  /** The path that the load balancer asks to see whether the container is well. */
  readonly healthCheckPath: string;
}

/** What a service needs to know of its image. */
export interface ServiceImageConfig {
  /** The image, as the task definition takes it. */
  readonly image: ecs.ContainerImage;

  /**
   * The command the container runs.
   *
   * @default - the image's own
   */
  readonly command?: string[];

  /**
   * The SSM parameter that holds the image released last. A pipeline writes it after a release.
   *
   * @default - the image is fixed by the template
   */
  readonly releasePointer?: ssm.IStringParameter;

  /**
   * Whether the image is pulled from Amazon ECR, so that the task needs a registry token.
   *
   * @default false
   */
  readonly fromEcr?: boolean;
}

/** Where the image of a service comes from. */
export interface IServiceImage {
  /**
   * Called once by the service that runs the image.
   *
   * @param scope the service
   */
  bind(scope: Construct, context: ServiceImageContext): ServiceImageConfig;
}

/** The places a service's image can come from. */
export class ServiceImage {
  /**
   * A public image, or one in a registry that needs no login.
   *
   * @param name such as `public.ecr.aws/nginx/nginx:1.29`
   */
  public static fromRegistry(name: string): IServiceImage {
    return new FixedServiceImage(() => ({ image: ecs.ContainerImage.fromRegistry(name) }));
  }

  /**
   * An image that `cdk deploy` builds from a directory with a Dockerfile and pushes to the repository of the CDK bootstrap.
   * Building needs Docker.
   *
   * @param directory of the Dockerfile
   */
  public static fromAsset(directory: string): IServiceImage {
    return new AssetServiceImage(directory);
  }

  /**
   * A fixed image of a repository.
   *
   * @param tagOrDigest a tag, or a digest that starts with `sha256:`
   */
  public static fromRepository(repository: ecr.IRepository, tagOrDigest: string): IServiceImage {
    return new FixedServiceImage(() => ({ image: ecs.ContainerImage.fromEcrRepository(repository, tagOrDigest), fromEcr: true }));
  }

  /**
   * The image that a pipeline released last. Until the first release a small placeholder answers the health check, so
   * that the first deployment does not wait for an image that nobody has pushed yet.
   *
   * Every update of the service's stack takes up the image that is live. An update that fails goes back to the image of
   * the last update, which may be older: release again then.
   *
   * A repository has one pointer, which production's releases write. A staging service that reads the same pointer goes
   * back to production's image when its stack is updated.
   */
  public static released(repository: IContainerRepository): IServiceImage {
    return new ReleasedServiceImage(repository);
  }

  private constructor() {}
}
