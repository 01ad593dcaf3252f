import { Annotations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { isIsolated } from './reach';
import { ServicePlan } from './service-plan';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeInlinePolicy } from '../../core/private/acknowledge-in-packs';
import { WarningId } from '../../core/private/warning-ids';

/** What the agent of ECS Exec needs to talk to a person. */
const CHANNELS = ['ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel'];

/** The cluster says where sessions are recorded; the L2 then knows what that needs. Otherwise it would allow access to all logs. */
export function isLeftToTheL2({ container, cluster }: ServicePlan): boolean {
  return container.enableExecuteCommand && cluster.executeCommandConfiguration !== undefined;
}

/** Lets people run commands in the containers of a task. Sessions go to the service's own log. */
export function allowExec(scope: Construct, plan: ServicePlan, task: ecs.TaskDefinition, logGroup: logs.ILogGroup): void {
  if (!plan.container.enableExecuteCommand) { return; }
  warnIfAgentOutOfReach(scope, plan);
  acknowledge(task.taskRole, { 'AwsSolutions-IAM5[Resource::*]': 'The channels of ECS Exec and the list of log groups know no resource.' });
  acknowledgeInlinePolicy(task.taskRole);
  if (isLeftToTheL2(plan)) { return; }

  task.addToTaskRolePolicy(new iam.PolicyStatement({ actions: [...CHANNELS, 'logs:DescribeLogGroups'], resources: ['*'] }));
  task.addToTaskRolePolicy(new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  }));
}

/** Tells Amazon ECS; where the L2 was not told. */
export function turnExecOn(service: ecs.BaseService, { container }: ServicePlan): void {
  if (container.enableExecuteCommand) { (service.node.defaultChild as ecs.CfnService).enableExecuteCommand = true; }
}

function warnIfAgentOutOfReach(scope: Construct, { network }: ServicePlan): void {
  if (!isIsolated(network)) { return; }
  Annotations.of(scope).addWarningV2(WarningId.EXEC_OUT_OF_REACH,
    "'enableExecuteCommand' needs the interface endpoint 'ssmmessages' in the subnets of 'network', which do not reach the internet. " +
    'Acknowledge this when the network has it.');
}
