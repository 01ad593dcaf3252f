import { CfnResource } from 'aws-cdk-lib';

/**
 * Constructs of the AWS CDK that run code of its own while a stack is deployed: they have no names, no tests and nobody
 * on call. By the ids that the CDK gives them.
 */
const HELPERS: readonly [pattern: RegExp, what: string][] = [
  [/^Custom::/, 'a custom resource of the AWS CDK'],
  [/^(AWS|LogRetention|BucketNotificationsHandler|SingletonLambda|CrossRegionExportWriter)[0-9a-f]{32}$/, 'a helper of the AWS CDK'],
  [/^LogRetention[0-9a-z]{20,}$/, 'a helper of the AWS CDK that sets the retention of logs'],
  [/^framework-(onEvent|isComplete|onTimeout)$/, 'the framework that runs a custom resource'],
  [/^@aws-cdk--/, 'a helper of the AWS CDK'],
  [/^waiter-state-machine$/, 'the framework that runs a custom resource'],
  [/^CreateExportReader|^ExportsReader|^ExportsWriter/, 'a helper of the AWS CDK for references between regions'],
];

/** Why a resource is left out, if it only helps the CDK to deploy. */
export function helperReason(resource: CfnResource): string | undefined {
  const ids = resource.node.scopes.map((scope) => scope.node.id);
  const helper = HELPERS.find(([pattern]) => ids.some((id) => pattern.test(id)));
  return helper && `it is ${helper[1]}, which runs during deployments only`;
}
