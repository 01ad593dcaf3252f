import { RemovalPolicy } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { ReleasePointerStack } from './private/release-pointer-stack';
import { createRepository } from './private/repository';
import { resolveRepository } from './private/repository-plan';

/** Images of one application, and which of them was released last. */
export interface IContainerRepository extends IConstruct {
  /** The repository that holds the images. */
  readonly repository: ecr.IRepository;

  /** The parameter that holds the image released last, with its full name: `<registry>/<repository>:<tag>`. */
  readonly releasePointer: ssm.IStringParameter;

  /** Allows to pull images. */
  grantPull(grantee: iam.IGrantable): iam.Grant;

  /** Allows to push images, and to pull them. */
  grantPush(grantee: iam.IGrantable): iam.Grant;

  /** Allows to say which image was released last, and to read it. */
  grantWriteReleasePointer(grantee: iam.IGrantable): iam.Grant;
}

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
   * Amazon ECR does not know which images are running: choose more than you push between two releases.
   * Images without a tag are deleted after seven days and count until then.
   *
   * @default 50
   */
  readonly imagesToKeep?: number;

  /**
   * Tags that may be moved to another image, at most five, where `*` stands for any text. All other tags are immutable.
   *
   * For build caches and the like, never for what is deployed.
   *
   * @default - none: every tag is immutable
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
   */
  readonly mutableTags?: string[];

  /**
   * Customer-managed key that encrypts the images. Changing it replaces the repository.
   *
   * @default - encrypted with keys that Amazon ECR manages (AES-256)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the repository and its release pointer when they are removed from the app or the stack is deleted.
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

/**
 * An image repository that is scanned, encrypted, tidied up and kept, and a pointer to the image released last.
 *
 * A pipeline pushes images and moves the pointer; a service made with `ServiceImage.released(repository)` runs the image
 * that the pointer names. Until the first release the pointer names a placeholder, so nothing waits for a first image.
 *
 * The pointer lives in a stack of its own, named after this one with `-ReleasePointers` behind it.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
 */
export class ContainerRepository extends Construct implements IContainerRepository {
  /** The repository that holds the images. */
  public readonly repository: ecr.IRepository;
  /** The parameter that holds the image released last, with its full name: `<registry>/<repository>:<tag>`. */
  public readonly releasePointer: ssm.IStringParameter;

  constructor(scope: Construct, id: string, props: ContainerRepositoryProps = {}) {
    super(scope, id);
    const plan = resolveRepository(this, props);

    this.repository = createRepository(this, plan);
    this.releasePointer = props.releasePointer ?? ReleasePointerStack.beside(this).pointerOf(this, plan.removalPolicy);
  }

  /** Allows to pull images. */
  public grantPull(grantee: iam.IGrantable): iam.Grant {
    return this.repository.grantPull(grantee);
  }

  /** Allows to push images, and to pull them. */
  public grantPush(grantee: iam.IGrantable): iam.Grant {
    // Builders read the manifest of what they push, and layers to build on.
    return this.repository.grantPullPush(grantee);
  }

  /** Allows to say which image was released last, and to read it. */
  public grantWriteReleasePointer(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['ssm:PutParameter', 'ssm:GetParameter'],
      resourceArns: [this.releasePointer.parameterArn],
    });
  }
}
