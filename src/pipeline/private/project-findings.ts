import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';

/** Acknowledges what every project of ours has, and why it needs no key of its own. */
export function acknowledgeProject(project: codebuild.IProject, whyNoKey: string): void {
  acknowledge(project, { 'AwsSolutions-CB4': whyNoKey });
  acknowledgeWildcards(project, [], [`${defaultLogGroupArn(project)}:*`], 'CodeBuild makes up the names of its log streams.');
}

/** The L2 grants access to it even when the project logs elsewhere. */
function defaultLogGroupArn(project: codebuild.IProject): string {
  return Stack.of(project).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `/aws/codebuild/${project.projectName}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
