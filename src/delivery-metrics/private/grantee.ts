import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { inputError, show } from '../../core/private/input-error';

/** Fails for what nothing can be granted to, such as an ARN. */
export function requireGrantee(scope: Construct, grantee: iam.IGrantable): void {
  if (typeof grantee?.grantPrincipal === 'object') { return; }
  throw inputError(scope, `'grantee' must be somebody to grant it to, such as a role or a function, got ${show(grantee)}. Of an ARN, pass Role.fromRoleArn(…)`);
}
