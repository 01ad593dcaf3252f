import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnDiscovery } from 'aws-cdk-lib/aws-applicationsignals';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { CfnTransactionSearchConfig } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { requireInRange } from '../core/private/input-error';
import { requireOnlyOne } from '../core/private/only-one';
import { requireKinds } from '../core/private/require-kinds';

/** Properties of `AccountTracing`. */
export interface AccountTracingProps {
  /**
   * Whether Application Signals may look for services. Without it there are metrics but no map of services.
   *
   * @default true
   */
  readonly discoverServices?: boolean;

  /**
   * Whether all spans go to CloudWatch Logs, into the log group `aws/spans`, where any of them can be found by its
   * attributes. They are then billed by the gigabyte instead of by the trace.
   *
   * @default true
   */
  readonly transactionSearch?: boolean;

  /**
   * How many of the spans are also indexed as traces of AWS X-Ray, in percent: 0 to 100. One percent is free.
   *
   * @default 1
   */
  readonly indexedPercent?: number;
}

/**
 * What tracing needs once in an account and region, whatever the number of services: the permission to discover services, and Transaction Search.
 *
 * Fails at synthesis when two stacks of an app would fight for it. Where somebody has switched it on in the console,
 * switch it off before the first deployment: CloudFormation does not take over what it did not make.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search-Cloudformation.html
 */
export class AccountTracing extends Construct {
  constructor(scope: Construct, id: string, props: AccountTracingProps = {}) {
    super(scope, id);
    const { discoverServices = true, transactionSearch = true, indexedPercent = 1 } = props;
    requireKinds(this, props, { discoverServices: 'flag', transactionSearch: 'flag' });
    requireInRange(this, { prop: 'indexedPercent', value: indexedPercent, min: 0, max: 100, unit: 'percent' });
    if (discoverServices) { this.discover(); }
    if (transactionSearch) { this.search(indexedPercent); }
  }

  private discover(): void {
    const resource = new CfnDiscovery(this, 'Discovery');
    requireOnlyOne(this, { resource, message: "Application Signals discovers services once per account and region. Keep one AccountTracing, or set 'discoverServices: false'" });
  }

  private search(indexingPercentage: number): void {
    const resource = new CfnTransactionSearchConfig(this, 'TransactionSearch', { indexingPercentage });
    // AWS X-Ray tries to write when it is switched on.
    resource.node.addDependency(letXRayWriteSpans(this));
    requireOnlyOne(this, { resource, message: "Transaction Search exists once per account and region. Keep one AccountTracing, or set 'transactionSearch: false'" });
  }
}

function letXRayWriteSpans(scope: Construct): CfnResourcePolicy {
  const stack = Stack.of(scope);
  const logGroup = (name: string) => stack.formatArn({
    service: 'logs', resource: 'log-group', resourceName: `${name}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new CfnResourcePolicy(scope, 'SpanAccess', {
    policyName: 'TransactionSearchAccess',
    policyDocument: stack.toJsonString({
      Version: '2012-10-17',
      Statement: [{
        Sid: 'TransactionSearchXRayAccess',
        Effect: 'Allow',
        Principal: { Service: 'xray.amazonaws.com' },
        Action: 'logs:PutLogEvents',
        Resource: [logGroup('aws/spans'), logGroup('/aws/application-signals/data')],
        Condition: {
          ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'xray', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }) },
          StringEquals: { 'aws:SourceAccount': stack.account },
        },
      }],
    }),
  });
}
