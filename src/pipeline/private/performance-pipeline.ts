import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { StageName } from './defaults';
import { buildFailureAlarm } from './failure-alarm';
import { PerformancePlan } from './performance-plan';
import { buildPipeline } from './pipeline-lane';
import type { AlertRouter } from '../../alerting';
import { Severity } from '../../core/severity';
import { PipelineStage } from '../pipeline-stage';

/** In a pipeline of its own: what runs for hours must not hold up releases. */
export function buildPerformancePipeline(
  parent: Construct, plan: PerformancePlan, artifactBucket: s3.IBucket, alerts?: AlertRouter,
): codepipeline.Pipeline {
  // No branch rule can be called that.
  const scope = new Construct(parent, `${plan.step.stepName}-Tests`);
  const { pipelineName } = plan;
  const pipeline = buildPipeline(scope, { pipelineName, executionMode: codepipeline.ExecutionMode.QUEUED }, artifactBucket);
  const output = new codepipeline.Artifact('Source');
  const sourceAction = plan.source.bind(new Construct(scope, StageName.SOURCE), output);
  pipeline.addStage({ stageName: StageName.SOURCE, actions: [sourceAction] });
  const [source = output] = sourceAction.actionProperties.outputs ?? [];

  const codePipelineStage = pipeline.addStage({ stageName: plan.step.stepName });
  plan.step.bind(PipelineStage._of({
    scope: new Construct(scope, StageName.TEST),
    codePipelineStage,
    stageName: codePipelineStage.stageName,
    runOrder: 1,
    source,
    speed: plan.speed,
    releases: true,
    isProduction: false,
  }));
  startOnSchedule(scope, pipeline, plan.schedule);
  alerts?.route(buildFailureAlarm(scope, pipeline, false), Severity.WARNING);
  return pipeline;
}

/** A role that may start this pipeline and do nothing else. */
function startOnSchedule(scope: Construct, pipeline: codepipeline.Pipeline, schedule: events.Schedule): void {
  const role = new iam.Role(scope, 'StartRole', {
    description: `Starts the pipeline of ${scope.node.path}`,
    assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
  });
  const grant = new iam.Policy(scope, 'StartPolicy', {
    statements: [new iam.PolicyStatement({ actions: ['codepipeline:StartPipelineExecution'], resources: [pipeline.pipelineArn] })],
    roles: [role],
  });
  const rule = new events.Rule(scope, 'Schedule', {
    description: `Starts the pipeline of ${scope.node.path}`,
    schedule,
    targets: [{ bind: () => ({ arn: pipeline.pipelineArn, role }) }],
  });
  // It might be due before the role may start anything.
  rule.node.addDependency(grant);
}
