import { Annotations, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { WarningId } from '../../core/private/warning-ids';
import { IBlueGreenService } from '../../deployment';
import { PipelineStage } from '../pipeline-stage';

/** Production's pointer is not staging's to move, unless staging has one of its own. */
export function pointerToMove(service: IBlueGreenService, { isProduction }: PipelineStage): ssm.IStringParameter | undefined {
  return isProduction || service.releasedFrom?.hasOwnEnvironment ? service.releasePointer : undefined;
}

/** An image of the user's own kind may have a pointer and no repository. */
export function allowToRemember(service: IBlueGreenService, releasePointer: ssm.IStringParameter, project: codebuild.IProject): void {
  if (service.releasedFrom) {
    service.releasedFrom.grantRelease(project);
  } else {
    releasePointer.grantWrite(project);
  }
}

/** Tells a script which pointer to move. */
export function pointerVariables(releasePointer: ssm.IStringParameter | undefined): Record<string, string> {
  return releasePointer ? { RELEASE_POINTER: releasePointer.parameterName, ACCOUNT: Stack.of(releasePointer).account } : {};
}

export function warnIfReleasesDoNotLast(service: IBlueGreenService, stage: PipelineStage): void {
  if (service.releasePointer) { return; }
  Annotations.of(stage.scope).addWarningV2(WarningId.RELEASE_DOES_NOT_LAST,
    `${service.node.path} has its image from the template: the next cdk deploy of its stack takes back what ${stage.stageName} released. ` +
    'Give the service ServiceImage.released(repository).');
}

/** The revisions of a task definition, whatever their numbers. */
export function revisionsOf(project: codebuild.IProject, { family }: ecs.TaskDefinition): string {
  return Stack.of(project).formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${family}:*` });
}

/** What registering a revision of a task definition takes. */
export function registerRevisions(project: codebuild.IProject, taskDefinition: ecs.TaskDefinition): iam.PolicyStatement[] {
  const revisions = revisionsOf(project, taskDefinition);
  return [
    allow(['ecs:DescribeTaskDefinition'], ['*']),
    allow(['ecs:RegisterTaskDefinition'], [revisions]),
    allow(['ecs:TagResource'], [revisions], { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } }),
    allow(['iam:PassRole'], [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn],
      { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }),
  ];
}

export function allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources, conditions });
}
