import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { requireMinutes } from './hook-checks';
import { HOOK_DEFAULTS } from './hook-defaults';
import { inputError, show } from '../../core/private/input-error';
import { IBlueGreenService } from '../blue-green-service';
import { MigrationTask } from '../migration-task';

/** In minutes: the deployment itself needs the rest of the time that CloudFormation has. */
const MAX_TIMEOUT = 12 * 60;

/** A migration, defaults filled in and checked. */
export interface MigrationPlan {
  readonly command: string[];
  readonly timeout: Duration;
}

export function resolveMigration(scope: Construct, migration: MigrationTask): MigrationPlan {
  const { command, timeout = HOOK_DEFAULTS.migrationTimeout } = migration;
  const isCommand = Token.isUnresolved(command) || (Array.isArray(command) && command.length > 0 && command.every((part) => typeof part === 'string'));
  if (!isCommand) { throw inputError(scope, `'command' must be a command and its arguments, such as ['bin/migrate', '--verbose'], got ${show(command)}`); }
  requireMinutes(scope, 'timeout', timeout, MAX_TIMEOUT);
  return { command, timeout };
}

/** What it takes to run a task of any revision of the service's task definition, on its cluster. */
export function migrationPermissions(service: IBlueGreenService): iam.PolicyStatement[] {
  const { cluster, taskDefinition } = service;
  const onCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
  const anyRevision = Stack.of(service).formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${taskDefinition.family}:*` });
  return [
    new iam.PolicyStatement({ actions: ['ecs:RunTask'], resources: [anyRevision], conditions: onCluster }),
    new iam.PolicyStatement({ actions: ['ecs:ListTasks', 'ecs:DescribeTasks'], resources: ['*'], conditions: onCluster }),
    new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
  ];
}

/** The findings about those permissions, which name what the template says. */
export function migrationFindings({ node, taskDefinition }: IBlueGreenService): Record<string, string> {
  const { region, account } = Stack.of(taskDefinition);
  const place = [Token.isUnresolved(region) ? '<AWS::Region>' : region, Token.isUnresolved(account) ? '<AWS::AccountId>' : account].join(':');
  return {
    [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:${place}:task-definition/${taskDefinition.family}:*]`]:
      `The migration of ${node.path} runs in whichever revision of the task definition is deployed.`,
    'AwsSolutions-IAM5[Resource::*]': 'Tasks can be listed and described by their cluster only, which a condition names.',
  };
}
