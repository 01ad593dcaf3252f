import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';

/** What the pipeline knows of a stage that releases. */
export interface DeployStageAttributes {
  readonly scope: Construct;
  readonly pipelineStage: codepipeline.IStage;
  readonly stageName: string;
  readonly image: string;
  readonly source: codepipeline.Artifact;
  readonly isProduction: boolean;
}
