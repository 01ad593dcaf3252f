import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';

/**
 * The role with which Amazon ECS moves targets and weights; made here, so that tags, boundaries and aspects see it. One
 * for all services of a stack: the policy of AWS is the same for each of them.
 */
export class TrafficRole extends Construct {
  public static of(scope: IConstruct): iam.IRole {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(TrafficRole.ID) as TrafficRole | undefined;
    return (existing ?? new TrafficRole(stack, TrafficRole.ID)).role;
  }

  private static readonly ID = 'ServiceTrafficRole';

  private readonly role: iam.Role;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      description: 'Lets Amazon ECS shift traffic between the two target groups of services during deployments.',
      assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonECSInfrastructureRolePolicyForLoadBalancers')],
    });
    acknowledge(this.role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers]':
        'AWS keeps this policy in step with what Amazon ECS does during a deployment; a copy would fall behind.',
    });
  }
}
