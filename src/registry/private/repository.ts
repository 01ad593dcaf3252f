import { RemovalPolicy } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { lifecycleRules } from './lifecycle';
import { RepositoryPlan } from './repository-plan';
import { ImageScanning } from '../image-scanning';

/** The repository itself. */
export function createRepository(scope: Construct, plan: RepositoryPlan): ecr.Repository {
  return new ecr.Repository(scope, 'Repository', {
    repositoryName: plan.repositoryName,
    // Where enhanced scanning is on, Amazon ECR does not look at this; a switch leaves the repository as it is.
    imageScanOnPush: plan.scanning === ImageScanning.REGISTRY ? undefined : true,
    ...tagMutability(plan.mutableTags),
    encryption: plan.encryptionKey ? ecr.RepositoryEncryption.KMS : ecr.RepositoryEncryption.AES_256,
    encryptionKey: plan.encryptionKey,
    lifecycleRules: lifecycleRules(plan),
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
