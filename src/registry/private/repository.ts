import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { RepositoryPlan } from './repository-plan';

/** Long enough to look at what a broken build pushed. */
const UNTAGGED_RETENTION = Duration.days(7);

/** The repository itself. */
export function createRepository(scope: Construct, plan: RepositoryPlan): ecr.Repository {
  return new ecr.Repository(scope, 'Repository', {
    repositoryName: plan.repositoryName,
    imageScanOnPush: true,
    ...tagMutability(plan.mutableTags),
    encryption: plan.encryptionKey ? ecr.RepositoryEncryption.KMS : ecr.RepositoryEncryption.AES_256,
    encryptionKey: plan.encryptionKey,
    lifecycleRules: lifecycleRules(plan.imagesToKeep),
    removalPolicy: plan.removalPolicy,
    emptyOnDelete: plan.removalPolicy === RemovalPolicy.DESTROY || undefined,
  });
}

function tagMutability(mutableTags: string[]): Pick<ecr.RepositoryProps, 'imageTagMutability' | 'imageTagMutabilityExclusionFilters'> {
  if (mutableTags.length === 0) { return { imageTagMutability: ecr.TagMutability.IMMUTABLE }; }
  return {
    imageTagMutability: ecr.TagMutability.IMMUTABLE_WITH_EXCLUSION,
    imageTagMutabilityExclusionFilters: mutableTags.map((pattern) => ecr.ImageTagMutabilityExclusionFilter.wildcard(pattern)),
  };
}

function lifecycleRules(imagesToKeep: number): ecr.LifecycleRule[] {
  return [
    {
      rulePriority: 1,
      description: 'Images without a tag go after a week',
      tagStatus: ecr.TagStatus.UNTAGGED,
      maxImageAge: UNTAGGED_RETENTION,
    },
    {
      rulePriority: 2,
      description: `The latest ${imagesToKeep} images stay`,
      tagStatus: ecr.TagStatus.ANY,
      maxImageCount: imagesToKeep,
    },
  ];
}
