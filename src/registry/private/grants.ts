import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { inputError } from '../../core/private/input-error';
import { IContainerRepository } from '../container-repository';

/** Adding a tag means to read the manifest of an image and to put it back under another name. */
const TAG = ['ecr:BatchGetImage', 'ecr:PutImage'];

export function grantPush({ repository }: IContainerRepository, grantee: iam.IGrantable): iam.Grant {
  // Builders read the manifest of what they push, and layers to build on.
  return repository.grantPullPush(grantee);
}

export function grantRelease(images: IContainerRepository, grantee: iam.IGrantable): iam.Grant {
  const write = grantWritePointer(images, grantee);
  return images.repository.grant(grantee, ...TAG).combine(write);
}

export function grantWritePointer(images: IContainerRepository, grantee: iam.IGrantable): iam.Grant {
  requireSameAccount(images, grantee);
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['ssm:PutParameter', 'ssm:GetParameter'],
    resourceArns: [images.releasePointer.parameterArn],
  });
}

/** A parameter has no policy that could let another account write it: the grant would do nothing. */
function requireSameAccount(images: IContainerRepository, grantee: iam.IGrantable): void {
  const theirs = grantee.grantPrincipal.principalAccount;
  const ours = images.releasePointer.env.account;
  if (theirs === undefined || theirs === ours || Token.isUnresolved(theirs) || Token.isUnresolved(ours)) { return; }
  throw inputError(images, `'grantee' must be in the account of the release pointer (${ours}), got one in ${theirs}. ` +
    'Let it assume a role there, or give that account a pointer of its own with ContainerRepository.fromRepository');
}
