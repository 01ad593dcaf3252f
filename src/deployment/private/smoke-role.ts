import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';

/** What Lambda does in the name of a function in a VPC. The code itself needs none of it. */
const NETWORK_CHANGES = [
  'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
];

/** The role of a function that runs smoke tests. Instead of the policies of AWS for functions, which also let it make log groups. */
export class SmokeTestRole extends Construct {
  public readonly role: iam.Role;
  private readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, logGroup: logs.ILogGroup) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      description: 'Asks new versions of services whether they work.',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    this.policy = new iam.ManagedPolicy(this, 'Policy', { roles: [this.role] });
    this.add(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  }

  public add(...statements: iam.PolicyStatement[]): void {
    this.policy.addStatements(...statements);
  }

  public acknowledgeAnyInterface(reason: string): void {
    acknowledge(this.policy, { 'AwsSolutions-IAM5[Resource::*]': reason });
  }
}

/**
 * Lets Lambda attach the function to the VPC, and nobody else: not the code that runs there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function useNetwork(role: SmokeTestRole): void {
  const anyFunction = Stack.of(role).formatArn({ service: 'lambda', resource: 'function', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  role.add(
    new iam.PolicyStatement({ actions: [...NETWORK_CHANGES, 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], resources: ['*'] }),
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: NETWORK_CHANGES,
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
    }),
  );
  role.acknowledgeAnyInterface('Lambda attaches functions to a VPC with interfaces that do not exist before; the code of the function is denied to change any.');
}

/** Lets a function outside the VPC look up the addresses of load balancers, and have the one inside do the work. */
export function lookUpAndForward(role: SmokeTestRole, inside: lambda.IFunction): void {
  role.add(
    new iam.PolicyStatement({ actions: ['ec2:DescribeNetworkInterfaces'], resources: ['*'] }),
    new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [inside.functionArn] }),
  );
  role.acknowledgeAnyInterface('ec2:DescribeNetworkInterfaces knows no resource.');
}
