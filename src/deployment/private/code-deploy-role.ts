import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BalancedTraffic } from './traffic';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';

/** What a deployment of CodeDeploy has to do with. */
export interface CodeDeployReach {
  readonly service: ecs.BaseService;
  readonly traffic: BalancedTraffic;
  readonly hookFunctions: lambda.IFunction[];
}

/**
 * The role with which CodeDeploy deploys one service. AWS has a policy for it, AWSCodeDeployRoleForECS, which also passes every
 * role, calls every function and reads every object of the account.
 */
export function buildCodeDeployRole(scope: Construct, id: string, reach: CodeDeployReach): iam.Role {
  const role = new iam.Role(scope, id, {
    description: 'Lets AWS CodeDeploy start the new version of a service and shift traffic to it.',
    assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  for (const statement of [deployTasks(reach), tagTasks(reach), shiftTraffic(reach), watch(), passRoles(reach), ...callHooks(reach)]) {
    role.addToPolicy(statement);
  }
  acknowledgeWildcards(role, [], [taskSetsOf(reach.service), '*'],
    'Task sets get their names from Amazon ECS; reading alarms, listeners, rules and target groups cannot be limited to single ones.');
  return role;
}

function deployTasks({ service }: CodeDeployReach): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['ecs:DescribeServices', 'ecs:CreateTaskSet', 'ecs:UpdateServicePrimaryTaskSet', 'ecs:DeleteTaskSet'],
    resources: [service.serviceArn, taskSetsOf(service)],
  });
}

/** New task sets get the tags of the service. */
function tagTasks({ service }: CodeDeployReach): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['ecs:TagResource'],
    resources: [taskSetsOf(service)],
    conditions: { StringEquals: { 'ecs:CreateAction': 'CreateTaskSet' } },
  });
}

/** The name of the service is made up and in no other cluster. */
function taskSetsOf(service: ecs.BaseService): string {
  return Stack.of(service).formatArn({ service: 'ecs', resource: 'task-set', resourceName: `*/${service.serviceName}/*` });
}

function shiftTraffic({ traffic }: CodeDeployReach): iam.PolicyStatement {
  const { productionListener, productionRule, testListener, testRule } = traffic;
  return new iam.PolicyStatement({
    actions: ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:ModifyRule'],
    resources: [
      productionListener.listenerArn, productionRule.listenerRuleArn,
      ...testListener && testRule ? [testListener.listenerArn, testRule.listenerRuleArn] : [],
    ],
  });
}

function watch(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: [
      'cloudwatch:DescribeAlarms', 'elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
    ],
    resources: ['*'],
  });
}

function passRoles({ service: { taskDefinition } }: CodeDeployReach): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [taskDefinition.taskRole, taskDefinition.obtainExecutionRole()].map((role) => role.roleArn),
    conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  });
}

function callHooks({ hookFunctions }: CodeDeployReach): iam.PolicyStatement[] {
  if (hookFunctions.length === 0) { return []; }
  return [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: hookFunctions.map((hook) => hook.functionArn) })];
}
