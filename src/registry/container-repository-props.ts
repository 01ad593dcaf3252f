import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ImageScanning } from './image-scanning';
import { ReplicationDestination } from './replication-destination';

/** How a `ContainerRepository` keeps its images. */
export interface ContainerRepositoryProps {
  /**
   * Name of the repository.
   *
   * Changing it replaces the repository; the images stay behind in the old one.
   *
   * @default - CloudFormation makes one up
   */
  readonly repositoryName?: string;

  /**
   * How many images are kept, at least 2. When a newer one is pushed, the oldest is deleted.
   *
   * Amazon ECR does not know which images are running: choose more than you push between two releases. Images with a tag
   * that starts with `released-` are never deleted to make room, but count, as do images without a tag.
   *
   * @default 50
   */
  readonly imagesToKeep?: number;

  /**
   * How many images with a tag that starts with `released-` are kept, at least 2: those pushed last.
   *
   * An old image that is released again is not pushed again. With a limit it is deleted, running or not, when so many
   * younger ones have been released.
   *
   * @default - all
   * @see https://github.com/aws/containers-roadmap/issues/2746
   */
  readonly releasesToKeep?: number;

  /**
   * How long images without a tag are kept: whole days, at least 1.
   *
   * @default Duration.days(7)
   */
  readonly untaggedRetention?: Duration;

  /**
   * Tags that may be moved to another image, at most five, where `*` stands for any text. All other tags are immutable.
   *
   * For build caches and the like, never for what is deployed: `*` alone is refused, and so is what covers `released-`.
   *
   * @default - none: every tag is immutable
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
   */
  readonly mutableTags?: string[];

  /**
   * How images are searched for known vulnerabilities.
   *
   * @default ImageScanning.BASIC
   */
  readonly scanning?: ImageScanning;

  /**
   * Accounts that may pull, 12 digits each. Who pulls needs the permission in its own account too.
   *
   * @default - this account only
   */
  readonly pullAccounts?: string[];

  /**
   * The AWS organization of which every account may pull, such as `o-a1b2c3d4e5`.
   *
   * @default - this account only
   */
  readonly pullOrganization?: string;

  /**
   * Other regions and accounts that get a copy of every image pushed from now on. Amazon ECR finds repositories by the
   * beginning of their names, so that one called `shop` takes `shop-api` along.
   *
   * An account has one replication configuration per region: all repositories that are replicated belong in one stack.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
   */
  readonly replicateTo?: ReplicationDestination[];

  /**
   * Customer-managed key that encrypts the images. Changing it replaces the repository.
   *
   * @default - encrypted with keys that Amazon ECR manages (AES-256)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the repository and its release pointers when they are removed from the app or the stack is deleted.
   * `RemovalPolicy.DESTROY` deletes the images too.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * An existing parameter to hold the image released last. It must exist before a service reads it, and hold the name of
   * an image that can be pulled.
   *
   * @default - a parameter in a small stack of its own beside this one
   */
  readonly releasePointer?: ssm.IStringParameter;
}
