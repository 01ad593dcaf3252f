import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allow } from './ecs-release';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';

/** What deployments to instances have to do with. */
export interface Ec2DeploymentReach {
  readonly autoScalingGroup: autoscaling.AutoScalingGroup;
  readonly targetGroups: elbv2.ITargetGroup[];
  /** Whether each deployment makes a copy of the Auto Scaling group. */
  readonly copies: boolean;
}

/** Hooks with which instances that start late get the version, and no scaling while something is being deployed. */
const STEER_GROUP = [
  'autoscaling:PutLifecycleHook', 'autoscaling:DeleteLifecycleHook', 'autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat',
  'autoscaling:SuspendProcesses', 'autoscaling:ResumeProcesses', 'autoscaling:UpdateAutoScalingGroup', 'autoscaling:EnableMetricsCollection',
  'autoscaling:PutWarmPool',
];

const COPY_GROUP = [
  'autoscaling:CreateAutoScalingGroup', 'autoscaling:CreateOrUpdateTags', 'autoscaling:DeleteAutoScalingGroup', 'autoscaling:AttachLoadBalancers',
  'autoscaling:AttachLoadBalancerTargetGroups', 'autoscaling:PutScalingPolicy', 'autoscaling:PutScheduledUpdateGroupAction',
  'autoscaling:PutNotificationConfiguration',
];

const LOOK = [
  'autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeLifecycleHooks', 'autoscaling:DescribePolicies', 'autoscaling:DescribeScheduledActions',
  'autoscaling:DescribeNotificationConfigurations', 'autoscaling:DescribeScalingActivities', 'ec2:DescribeInstances', 'ec2:DescribeInstanceStatus',
  'tag:GetResources', 'cloudwatch:DescribeAlarms', 'elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeLoadBalancerAttributes',
  'elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetGroupAttributes', 'elasticloadbalancing:DescribeTargetHealth',
];

/**
 * The role with which CodeDeploy deploys to the instances of one group. Its actions are those of AWS's own AWSCodeDeployRole, which may change each
 * Auto Scaling group and terminate each instance of the account.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRole.html
 */
export function buildEc2DeploymentRole(scope: Construct, id: string, { autoScalingGroup, targetGroups, copies }: Ec2DeploymentReach): iam.Role {
  const role = new iam.Role(scope, id, {
    description: 'Lets AWS CodeDeploy deploy to the instances of an Auto Scaling group.',
    assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  const groups = [groupArn(scope, autoScalingGroup.autoScalingGroupName), ...copies ? [groupArn(scope, 'CodeDeploy_*')] : []];
  role.addToPolicy(allow(STEER_GROUP, groups));
  role.addToPolicy(allow(LOOK, ['*']));
  if (targetGroups.length > 0) {
    role.addToPolicy(allow(['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'], targetGroups.map((group) => group.targetGroupArn)));
  }
  const instances = Stack.of(scope).formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' });
  if (copies) { allowToCopy(role, autoScalingGroup, groups, instances); }
  acknowledgeWildcards(role, [], [...groups, '*'], 'Auto Scaling puts a number into the ARN of a group, its copies are named when they are made, and reading knows no resource.');
  return role;
}

/** New groups start instances from the launch template, with the role of the old ones. */
function allowToCopy(role: iam.Role, group: autoscaling.AutoScalingGroup, groups: string[], instances: string): void {
  role.addToPolicy(allow(COPY_GROUP, groups));
  role.addToPolicy(allow(['ec2:TerminateInstances'], [instances], { StringLike: { 'aws:ResourceTag/aws:autoscaling:groupName': '*' } }));
  // Which image, subnets and volumes it will be only the launch template knows:
  // https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html
  const arnOf = (resource: string, account?: string) => Stack.of(role).formatArn({ service: 'ec2', resource, resourceName: '*', account });
  const tagged = ['instance', 'volume', 'network-interface'].map((resource) => arnOf(resource));
  const named = ['subnet', 'security-group', 'key-pair', 'launch-template', 'placement-group', 'capacity-reservation'].map((resource) => arnOf(resource));
  const launched = [...tagged, ...named, arnOf('image', ''), arnOf('snapshot', '')];
  role.addToPolicy(allow(['ec2:RunInstances'], launched));
  role.addToPolicy(allow(['ec2:CreateTags'], tagged));
  const principal = group.grantPrincipal as Partial<iam.IRole>;
  if (principal.roleArn) {
    role.addToPolicy(allow(['iam:PassRole'], [principal.roleArn], { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }));
  }
  acknowledgeWildcards(role, [], [instances, ...launched.filter((arn) => arn !== instances)],
    'Instances and what they need get their numbers when they are made; only instances of Auto Scaling groups can be terminated.');
}

function groupArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'autoscaling', resource: 'autoScalingGroup:*:autoScalingGroupName', resourceName: name, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
