import { Duration } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { COMMITS_ACTION } from './defaults';
import { MeasuredRelease } from './measured-release';
import { ScriptAction } from './script-action';
import { ScriptProject } from './script-project';
import { PipelineStage } from '../pipeline-stage';

/** The least that CodeBuild accepts; it takes seconds. */
const TIMEOUT = Duration.minutes(5);

/** Tells which commits an execution brings, beside the build, so that nobody waits for it. */
export function addCommits(stage: PipelineStage, pipeline: codepipeline.IPipeline, releases: MeasuredRelease[]): void {
  const { scope, source, codePipelineStage, runOrder } = stage;
  const [{ dora: { _commits: commits } }] = releases;
  const { project } = new ScriptProject(scope, 'Commits', {
    description: `Tells the delivery metrics which commits are in a release of ${scope.node.path}`,
    script: releases.flatMap(({ service, environment }) => commits.commands(service, environment)).join('\n'),
    environment: {},
    timeout: TIMEOUT,
  });
  commits.grantReport(new iam.Policy(scope, 'Report', { roles: [project.role!] }), pipeline);
  codePipelineStage.addAction(new ScriptAction({
    actionName: COMMITS_ACTION,
    input: source,
    project,
    runOrder,
    environmentVariables: { EXECUTION_ID: { value: '#{codepipeline.PipelineExecutionId}' } },
  }));
}
