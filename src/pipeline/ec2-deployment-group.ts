import { Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { Ec2DeploymentStrategy } from './ec2-deployment-strategy';
import { installCodeDeployAgent } from './private/code-deploy-agent';
import { deployToNewInstances } from './private/ec2-blue-green';
import { requireEc2DeploymentGroup } from './private/ec2-deployment-checks';
import { buildEc2DeploymentRole } from './private/ec2-deployment-role';

/**
 * Releases go to new instances, which take over from the old ones.
 *
 * CodeDeploy copies the Auto Scaling group for each release, and deletes the old one. CloudFormation does not know the copies: it cannot
 * change the size, the launch template or the policies of a group that is gone.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html
 */
export interface Ec2BlueGreenOptions {
  /**
   * How long the old instances stay when the new ones have taken over. Whole minutes, 0 to 2880.
   *
   * @default Duration.hours(1)
   */
  readonly keepOldInstancesFor?: Duration;
}

/** How CodeDeploy deploys to the instances of an Auto Scaling group. */
export interface Ec2DeploymentGroupProps {
  /** The instances. New ones get the version that was deployed last. */
  readonly autoScalingGroup: autoscaling.AutoScalingGroup;

  /**
   * How many instances get the new version at a time.
   *
   * @default Ec2DeploymentStrategy.oneAtATime()
   */
  readonly strategy?: Ec2DeploymentStrategy;

  /**
   * The target groups of the load balancer in front of the instances, at most 10: while an instance gets the new version, it gets no requests.
   *
   * @default - instances get requests all the time
   */
  readonly targetGroups?: elbv2.ITargetGroup[];

  /**
   * New instances take over, instead of the old ones being changed in place. Needs `targetGroups`.
   *
   * @default - in place
   */
  readonly blueGreen?: Ec2BlueGreenOptions;

  /**
   * Stop a deployment and take it back when they fire. At most 10.
   *
   * @default - only failing deployments are taken back
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * Whether instances install the CodeDeploy agent when they start. Needs a way to Amazon S3 and to the packages of their system.
   *
   * @default true
   */
  readonly installAgent?: boolean;

  /**
   * The application that the deployment group belongs to.
   *
   * @default - one of its own
   */
  readonly application?: codedeploy.IServerApplication;
}

/**
 * A deployment group for the instances of an Auto Scaling group, which takes failed deployments back.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups.html
 */
export class Ec2DeploymentGroup extends Construct {
  /** The deployment group. */
  public readonly deploymentGroup: codedeploy.ServerDeploymentGroup;

  constructor(scope: Construct, id: string, props: Ec2DeploymentGroupProps) {
    super(scope, id);
    requireEc2DeploymentGroup(this, props);
    const { autoScalingGroup, targetGroups = [], blueGreen, alarms, installAgent = true, application } = props;
    const strategy = props.strategy ?? Ec2DeploymentStrategy.oneAtATime();

    const role = buildEc2DeploymentRole(this, 'Role', { autoScalingGroup, targetGroups, copies: blueGreen !== undefined });
    if (installAgent) { installCodeDeployAgent(this, autoScalingGroup); }
    this.deploymentGroup = new codedeploy.ServerDeploymentGroup(this, 'DeploymentGroup', {
      application,
      deploymentConfig: strategy._deploymentConfig,
      autoScalingGroups: [autoScalingGroup],
      // What the L2 makes of it are the names of the target groups, whatever their kind.
      loadBalancers: targetGroups.length > 0
        ? targetGroups.map((group) => codedeploy.LoadBalancer.application(group as elbv2.IApplicationTargetGroup))
        : undefined,
      alarms,
      autoRollback: { failedDeployment: true, stoppedDeployment: true },
      // What the L2 installs needs packages that newer systems do not have.
      installAgent: false,
      // The L2 adds a policy that may do far more to a role it can change.
      role: role.withoutPolicyUpdates(),
    });
    this.deploymentGroup.node.addDependency(role);
    if (blueGreen) { deployToNewInstances(this.deploymentGroup, blueGreen); }
  }
}
