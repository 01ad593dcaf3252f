import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';

/**
 * The role with which Amazon ECS calls a function; made here, so that tags, boundaries and aspects see it.
 *
 * Each function has one: were one role shared, a service would wait for the functions of all others. The role waits for
 * its policy, and the service for the role: a first deployment finds both.
 */
export class HookRole extends Construct {
  /** The role for a function, shared by the services of a stack. */
  public static of(scope: IConstruct, handler: lambda.IFunction): iam.IRole {
    const stack = Stack.of(scope);
    // The address keeps the id the same whatever the order in which hooks are added.
    const id = `DeploymentHookRole${handler.node.addr.slice(-8)}`;
    const made = stack.node.tryFindChild(id) as HookRole | undefined ?? new HookRole(stack, id, handler);
    return made.role;
  }

  private readonly role: iam.Role;

  private constructor(scope: Construct, id: string, handler: lambda.IFunction) {
    super(scope, id);
    // Not the grant of the function, which lets in all of its versions and aliases.
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] })],
    });
    this.role = new iam.Role(this, 'Role', {
      description: 'Lets Amazon ECS call a function during deployments.',
      assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      managedPolicies: [policy],
    });
  }
}
