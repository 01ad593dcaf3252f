import * as path from 'path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct, IDependable } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeInPacks } from '../../core/private/acknowledge-in-packs';
import { VERSIONS } from '../../core/private/versions';

const HANDLER = path.join(__dirname, '../../../handlers/deployment-hooks');

/** Permissions for so many services fit into one policy. */
const SERVICES_PER_POLICY = 8;

/** The function that looks after the deployments of all services of a stack before their tasks start; what to do comes with each call. */
export class HookFunction extends Construct {
  public static of(scope: IConstruct): HookFunction {
    const stack = Stack.of(scope);
    const id = 'ServiceDeploymentHooks';
    return (stack.node.tryFindChild(id) as HookFunction | undefined) ?? new HookFunction(stack, id);
  }

  public readonly handler: lambda.Function;
  private readonly role: iam.Role;
  private readonly logGroup: logs.LogGroup;
  private readonly policies: iam.ManagedPolicy[] = [];
  private served = 0;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      // The reason why the first deployment failed outlives the stack that is rolled back with it.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = this.buildRole(this.logGroup);
    this.handler = new lambda.Function(this, 'Function', {
      description: 'Looks after deployments of services before their tasks start.',
      runtime: new lambda.Runtime(VERSIONS.lambdaRuntime.value, lambda.RuntimeFamily.NODEJS),
      handler: 'index.handler',
      code: lambda.Code.fromAsset(HANDLER),
      role: this.role,
      logGroup: this.logGroup,
      memorySize: 256,
      timeout: Duration.minutes(2),
    });
    acknowledgeOneCaller(this.handler);
  }

  /**
   * Lets the function do something for one service; that service has to wait for what is returned.
   *
   * @param reasons why that is no less, by the id of the finding
   */
  public allow(statements: iam.PolicyStatement[], reasons: Record<string, string>): IDependable {
    if (this.served % SERVICES_PER_POLICY === 0) {
      this.policies.push(new iam.ManagedPolicy(this, `Services${this.policies.length}`, { roles: [this.role] }));
    }
    this.served++;
    const policy = this.policies[this.policies.length - 1];
    policy.addStatements(...statements);
    acknowledge(policy, reasons);
    return policy;
  }

  /** The key that protects the log of a service protects this log, too. The first one counts. */
  public protectLike({ node }: logs.ILogGroup): void {
    const log = this.logGroup.node.defaultChild as logs.CfnLogGroup;
    log.kmsKeyId ??= (node.defaultChild as logs.CfnLogGroup | undefined)?.kmsKeyId;
  }

  private buildRole(logGroup: logs.ILogGroup): iam.Role {
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      statements: [
        new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
        new iam.PolicyStatement({
          actions: [
            'cloudwatch:DescribeAlarms', 'ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions', 'ecs:DescribeTaskDefinition', 'ecs:ListServiceDeployments',
          ],
          resources: ['*'],
        }),
      ],
    });
    acknowledge(policy, {
      'AwsSolutions-IAM5[Resource::*]': 'It only reads: composite alarms and task definitions cannot be read with less, and one function looks after all services of the stack.',
    });
    return new iam.Role(this, 'Role', {
      description: 'Looks after deployments of services before their tasks start.',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [policy],
    });
  }
}

/** Findings that no option could remove. */
function acknowledgeOneCaller(handler: lambda.Function): void {
  acknowledgeInPacks(handler, {
    LambdaDLQ: 'Amazon ECS waits for the answer of the function: a call that fails rolls the deployment back and leaves nothing to queue.',
    LambdaConcurrency: 'Deployments call the function one by one; a share of the concurrency of the account would be lost to all others.',
    LambdaInsideVPC: 'It calls nothing but APIs of AWS, which are outside the VPC.',
  });
}
