import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecrAssets from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { IContainerRepository, PullThroughCache } from '../registry';
import { AssetServiceImage } from './private/asset-image';
import { CachedServiceImage, CommandServiceImage, RegistryServiceImage, RepositoryServiceImage } from './private/fixed-images';
import { ReleasedServiceImage } from './private/released-image';

/** What an image needs to know of the service that will run it. */
export interface ServiceImageContext {
  /** The port the container listens on. */
  readonly containerPort: number;

  /** The path that the load balancer asks to see whether the container is well. */
  readonly healthCheckPath: string;

  /** The port that the load balancer asks; often the container port. */
  readonly healthCheckPort: number;

  /** What the load balancer takes for a healthy answer, such as `200` or `200-299`. */
  readonly healthyStatus: string;

  /** The processor that the image runs on. */
  readonly cpuArchitecture: ecs.CpuArchitecture;

  /**
   * The command that the user wants the container to run.
   *
   * @default - the image's own
   */
  readonly command?: string[];
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
   * The images that a pipeline says which of them is live.
   *
   * @default - the image is fixed by the template
   */
  readonly releasedFrom?: IContainerRepository;

  /**
   * Whether the image is pulled from Amazon ECR, so that the task needs a registry token.
   *
   * @default false
   */
  readonly fromEcr?: boolean;
}

/**
 * Where the image of a service comes from.
 *
 * @subclassable
 */
export interface IServiceImage {
  /**
   * Called once by the service that runs the image.
   *
   * @param scope the service
   */
  bind(scope: Construct, context: ServiceImageContext): ServiceImageConfig;
}

/** What pulling an image from a registry needs. */
export interface RegistryImageOptions {
  /**
   * A secret with the `username` and `password` of the registry.
   *
   * @default - the registry needs no login
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
   */
  readonly credentials?: secretsmanager.ISecret;
}

/** How an image is built. */
export interface AssetImageOptions {
  /**
   * The Dockerfile, relative to the directory.
   *
   * @default 'Dockerfile'
   */
  readonly file?: string;

  /**
   * Values for the `ARG` lines of the Dockerfile. They end up in the history of the image: nothing secret.
   *
   * @default - none
   */
  readonly buildArgs?: { [name: string]: string };

  /**
   * The stage of the Dockerfile to build.
   *
   * @default - the last
   */
  readonly target?: string;

  /**
   * The platform to build for. It must be one of the service's `architecture`.
   *
   * @default - Linux on the service's `architecture`
   */
  readonly platform?: ecrAssets.Platform;
}

/** The places a service's image can come from. */
export class ServiceImage {
  /**
   * A public image, or one in another registry than Amazon ECR.
   *
   * @param name such as `public.ecr.aws/nginx/nginx:1.29`
   */
  public static fromRegistry(name: string, options: RegistryImageOptions = {}): IServiceImage {
    return new RegistryServiceImage(name, options);
  }

  /**
   * An image that `cdk deploy` builds from a directory with a Dockerfile and pushes to the repository of the CDK bootstrap.
   * Building needs Docker, and emulation where it runs on another processor than the service.
   *
   * @param directory of the Dockerfile
   */
  public static fromAsset(directory: string, options: AssetImageOptions = {}): IServiceImage {
    return new AssetServiceImage(directory, options);
  }

  /**
   * A fixed image of a repository.
   *
   * @param tagOrDigest a tag, or a digest that starts with `sha256:`
   */
  public static fromRepository(repository: ecr.IRepository, tagOrDigest: string): IServiceImage {
    return new RepositoryServiceImage(repository, tagOrDigest);
  }

  /**
   * The image that a pipeline released last. Until the first release a small placeholder answers the health check, so
   * that the first deployment does not wait for an image that nobody has pushed yet.
   *
   * Every update of the service's stack takes up the image that is live. An update that fails goes back to the image of
   * the last update, which may be older: release again then.
   *
   * A repository has one pointer, which production's releases write. Give a staging service one of its own:
   * `repository.forEnvironment('Staging')`.
   */
  public static released(repository: IContainerRepository): IServiceImage {
    return new ReleasedServiceImage(repository);
  }

  /**
   * An image that runs another command than its own.
   *
   * @param command the command and its arguments, such as `['node', 'server.js']`; no shell reads them
   */
  public static withCommand(image: IServiceImage, command: string[]): IServiceImage {
    return new CommandServiceImage(image, command);
  }

  /**
   * A public image, pulled through this account's own registry.
   *
   * @param name as its registry has it, such as `nginx/nginx:1.29`
   */
  public static fromCache(cache: PullThroughCache, name: string): IServiceImage {
    return new CachedServiceImage(cache, name);
  }

  private constructor() {}
}
