import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RepositoryPlan } from './repository-plan';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** Lets other accounts pull. */
export function allowPull(repository: ecr.IRepository, { pullAccounts, pullOrganization }: RepositoryPlan): void {
  if (pullAccounts.length > 0) {
    repository.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'PullFromAccounts',
      principals: pullAccounts.map((account) => new iam.AccountPrincipal(account)),
      actions: PULL,
    }));
  }
  if (pullOrganization) {
    repository.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'PullFromOrganization',
      principals: [new iam.OrganizationPrincipal(pullOrganization)],
      actions: PULL,
    }));
  }
}
