import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** The artifact with the source of a plain pipeline. */
export const SOURCE = 'Code';

/** A pipeline as people write it without this library: Source and Prod, which deploys by hand. */
export function plainPipeline(
  scope: Construct, props: codepipeline.PipelineProps = {}, prod: Partial<codepipeline.StageProps> = {},
): codepipeline.Pipeline {
  const pipeline = new codepipeline.Pipeline(scope, 'Plain', { pipelineType: codepipeline.PipelineType.V2, crossAccountKeys: false, ...props });
  pipeline.addStage({ stageName: 'Source', actions: [sourceAction(scope)] });
  pipeline.addStage({ stageName: 'Prod', actions: [byHand('Deploy')], ...prod });
  return pipeline;
}

/** A source with an artifact called Code. */
export function sourceAction(scope: Construct): actions.S3SourceAction {
  return new actions.S3SourceAction({
    actionName: 'Source',
    bucket: s3.Bucket.fromBucketName(scope, 'Sources', 'sources'),
    bucketKey: 'app.zip',
    output: new codepipeline.Artifact(SOURCE),
    trigger: actions.S3Trigger.NONE,
  });
}

/** An action that needs nothing. */
export function byHand(actionName: string, runOrder = 1): actions.ManualApprovalAction {
  return new actions.ManualApprovalAction({ actionName, runOrder });
}

/** An alarm on some metric. */
export function alarmIn(scope: Construct, id = 'Errors'): cloudwatch.Alarm {
  return new cloudwatch.Metric({ namespace: 'Shop', metricName: id }).createAlarm(scope, id, { threshold: 1, evaluationPeriods: 1 });
}

/** A stage of the only pipeline, as CloudFormation gets it. */
export function stageOf(stack: Stack, name: string): any {
  const pipelines: any[] = Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'));
  return pipelines[0].Properties.Stages.find(({ Name }: any) => Name === name);
}

/** The statements of all managed policies that are attached to the role, by its logical id or a part of it. */
export function managedStatementsOf(stack: Stack, rolePart: string): any[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .filter((policy: any) => policy.Properties.Roles?.some(({ Ref }: any) => Ref?.includes(rolePart)))
    .flatMap((policy: any) => policy.Properties.PolicyDocument.Statement);
}
