import { Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { PipelineStage, SpeedProfile } from '../../../src/pipeline';
import { PipelineStageAttributes } from '../../../src/pipeline/private/pipeline-stage-attributes';

/** The stage Build of a pipeline with nothing else in it but a source, to bind a build or a step to. */
export function stageIn(stack: Stack, attributes: Partial<PipelineStageAttributes> = {}): PipelineStage {
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', { pipelineType: codepipeline.PipelineType.V2, crossAccountKeys: false, usePipelineRoleForActions: true });
  const source = new codepipeline.Artifact('Source');
  const repository = codecommit.Repository.fromRepositoryName(stack, 'Code', 'web');
  pipeline.addStage({ stageName: 'Source', actions: [new actions.CodeCommitSourceAction({ actionName: 'Source', repository, output: source })] });
  const codePipelineStage = pipeline.addStage({ stageName: 'Build' });
  return PipelineStage._of({
    scope: stack, codePipelineStage, stageName: 'Build', runOrder: 1, source, speed: SpeedProfile.balanced(), releases: true, isProduction: false, ...attributes,
  });
}
