import { Token } from 'aws-cdk-lib';

/**
 * Whether instances of a type live on CPU credits, also those of databases and caches: `t3.micro`, `db.t4g.medium`.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances.html
 */
export function isBurstable(instanceType: string | undefined): boolean {
  return instanceType !== undefined && !Token.isUnresolved(instanceType) && /^((db|cache)\.)?t\d/.test(instanceType);
}
