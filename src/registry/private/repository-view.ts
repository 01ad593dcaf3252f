import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { REGISTRY_DEFAULTS } from './defaults';
import { grantPush, grantRelease, grantWritePointer } from './grants';
import { ReleasePointerStack } from './release-pointer-stack';
import { requireAbility } from '../../core/private/input-error';
import { IContainerRepository } from '../container-repository';
import { ReleasePointerOptions } from '../release-pointer-options';

/** What a view shows. */
export interface RepositoryViewProps {
  readonly repository: ecr.IRepository;
  readonly pointer: ReleasePointerOptions;
  readonly hasOwnEnvironment?: boolean;
}

/** A repository that somebody else made, with a release pointer of its own. */
export class RepositoryView extends Construct implements IContainerRepository {
  public readonly repository: ecr.IRepository;
  public readonly releasePointer: ssm.IStringParameter;
  public readonly hasOwnEnvironment: boolean;

  constructor(scope: Construct, id: string, { repository, pointer, hasOwnEnvironment }: RepositoryViewProps) {
    super(scope, id);
    requireAbility(this, { prop: 'repository', value: repository, method: 'grantPull', expected: "a repository, such as ecr.Repository.fromRepositoryName(this, 'Existing', 'shop')" });
    this.repository = repository;
    this.hasOwnEnvironment = hasOwnEnvironment ?? false;
    this.releasePointer = pointer.releasePointer ??
      ReleasePointerStack.beside(this).pointerOf(this, pointer.removalPolicy ?? REGISTRY_DEFAULTS.removalPolicy);
  }

  public grantPull(grantee: iam.IGrantable): iam.Grant {
    return this.repository.grantPull(grantee);
  }

  public grantPush(grantee: iam.IGrantable): iam.Grant {
    return grantPush(this, grantee);
  }

  public grantWriteReleasePointer(grantee: iam.IGrantable): iam.Grant {
    return grantWritePointer(this, grantee);
  }

  public grantRelease(grantee: iam.IGrantable): iam.Grant {
    return grantRelease(this, grantee);
  }
}
