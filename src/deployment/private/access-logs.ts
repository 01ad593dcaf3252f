import { Stack, Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LogBucket } from '../../core/private/log-bucket';

/** The names of the objects tell the load balancers apart. */
const PREFIX = 'load-balancers';

/** Buckets that let load balancers in already; asking again for each would make their policies long and slow to render. */
const prepared = new WeakSet<s3.IBucket>();

/** Has a load balancer log who calls it: to the user's bucket, or to the stack's own. */
export function logAccess(loadBalancer: elbv2.ApplicationLoadBalancer, ownBucket?: s3.IBucket): void {
  const bucket = ownBucket ?? LogBucket.of(loadBalancer);
  if (!prepared.has(bucket)) {
    letLoadBalancersIn(bucket, loadBalancer);
    prepared.add(bucket);
  }
  if (bucket.policy) { loadBalancer.node.defaultChild!.node.addDependency(bucket.policy); }
  loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
  loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  loadBalancer.setAttribute('access_logs.s3.prefix', PREFIX);
}

function letLoadBalancersIn(bucket: s3.IBucket, loadBalancer: elbv2.ApplicationLoadBalancer): void {
  if (!Token.isUnresolved(Stack.of(loadBalancer).region)) {
    loadBalancer.logAccessLogs(bucket, PREFIX);
    return;
  }
  // The L2 refuses when it does not know the region, because older regions used an account of their own each.
  // The service principal that replaced them is accepted for every region.
  bucket.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`${PREFIX}/AWSLogs/${Stack.of(loadBalancer).account}/*`)],
  }));
}
