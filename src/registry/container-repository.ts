import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { ContainerRepositoryProps } from './container-repository-props';
import { ImagePromotion } from './image-promotion';
import { grantPush, grantRelease, grantWritePointer } from './private/grants';
import { allowPull } from './private/pull-policy';
import { RegistryReplication } from './private/registry-replication';
import { RegistryScanning } from './private/registry-scanning';
import { ReleasePointerStack } from './private/release-pointer-stack';
import { createRepository } from './private/repository';
import { RepositoryPlan, resolveRepository } from './private/repository-plan';
import { RepositoryView } from './private/repository-view';
import { scanFindingRule } from './private/scan-finding-rule';
import { viewForEnvironment } from './private/view-for-environment';
import { ReleasePointerOptions } from './release-pointer-options';
import { ScanFindingOptions } from './scan-finding-options';
import { requireAbility } from '../core/private/input-error';

/** Images of one application, and which of them was released last. */
export interface IContainerRepository extends IConstruct {
  /** The repository that holds the images. */
  readonly repository: ecr.IRepository;

  /** The parameter that holds the image released last, with its full name: `<registry>/<repository>@sha256:<digest>`. */
  readonly releasePointer: ssm.IStringParameter;

  /** Whether the pointer belongs to one environment, so that production does not read it. */
  readonly hasOwnEnvironment: boolean;

  /** Allows to pull images. */
  grantPull(grantee: iam.IGrantable): iam.Grant;

  /** Allows to push images, and to pull them. */
  grantPush(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows to say which image was released last, and to read it.
   *
   * Fails for a grantee of another account: parameters cannot be written from there.
   */
  grantWriteReleasePointer(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows to release: to write the release pointer, and to give an image a `released-` tag, with which it is kept.
   *
   * Fails for a grantee of another account.
   */
  grantRelease(grantee: iam.IGrantable): iam.Grant;
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
  /**
   * A repository that exists already, or one of another account that allows to pull, with a release pointer here.
   *
   * @param scope where the pointer belongs; its stack gets the stack of pointers beside it
   */
  public static fromRepository(scope: Construct, id: string, repository: ecr.IRepository, options: ReleasePointerOptions = {}): IContainerRepository {
    return new RepositoryView(scope, id, { repository, pointer: options });
  }

  /** The repository that holds the images. */
  public readonly repository: ecr.IRepository;
  /** The parameter that holds the image released last, with its full name: `<registry>/<repository>@sha256:<digest>`. */
  public readonly releasePointer: ssm.IStringParameter;
  /** Whether the pointer belongs to one environment, so that production does not read it. */
  public readonly hasOwnEnvironment: boolean = false;

  private readonly plan: RepositoryPlan;

  constructor(scope: Construct, id: string, props: ContainerRepositoryProps = {}) {
    super(scope, id);
    this.plan = resolveRepository(this, props);

    this.repository = createRepository(this, this.plan);
    allowPull(this.repository, this.plan);
    RegistryScanning.take(this, this.repository, this.plan.scanning);
    RegistryReplication.take(this, this.repository, this.plan.replicateTo);
    this.releasePointer = props.releasePointer ?? ReleasePointerStack.beside(this).pointerOf(this, this.plan.removalPolicy);
  }

  /**
   * The same images with a release pointer of one environment. A staging service that reads it keeps its own image when
   * its stack is updated, instead of production's.
   *
   * The same name always gives the same pointer.
   *
   * @param name of the environment, such as `Staging`: letters, digits, `-` and `_`
   */
  public forEnvironment(name: string, options?: ReleasePointerOptions): IContainerRepository {
    return viewForEnvironment(this, { name, repository: this.repository, removalPolicy: this.plan.removalPolicy, options });
  }

  /**
   * Copies of images, by digest, from another repository to this one: what was tested goes live, and nothing is built again.
   *
   * @param source may be of another account that allows to pull (`pullAccounts`), or of another region
   */
  public promotionFrom(source: ecr.IRepository): ImagePromotion {
    requireAbility(this, {
      prop: 'source', value: source, method: 'grantPull', expected: "a repository, such as ecr.Repository.fromRepositoryName(this, 'Staging', 'shop')",
    });
    return ImagePromotion._between(source, this.repository);
  }

  /**
   * An event for each scan that finds something bad (basic scanning), or for each finding (enhanced scanning).
   *
   * The rule hears both kinds, so that it goes on to work when the scanning of the registry changes.
   *
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
   */
  public onScanFinding(id: string, options: ScanFindingOptions = {}): events.Rule {
    return scanFindingRule(this, id, this.repository, options);
  }

  /** Allows to pull images. */
  public grantPull(grantee: iam.IGrantable): iam.Grant {
    return this.repository.grantPull(grantee);
  }

  /** Allows to push images, and to pull them. */
  public grantPush(grantee: iam.IGrantable): iam.Grant {
    return grantPush(this, grantee);
  }

  /** Allows to say which image was released last, and to read it. Fails for a grantee of another account. */
  public grantWriteReleasePointer(grantee: iam.IGrantable): iam.Grant {
    return grantWritePointer(this, grantee);
  }

  /**
   * Allows to release: to write the release pointer, and to give an image a `released-` tag, with which it is kept.
   * Fails for a grantee of another account.
   */
  public grantRelease(grantee: iam.IGrantable): iam.Grant {
    return grantRelease(this, grantee);
  }
}
