import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import type { SpeedProfile } from '../speed-profile';

/** What the pipeline knows of a stage that it fills. */
export interface PipelineStageAttributes {
  readonly scope: Construct;
  readonly codePipelineStage: codepipeline.IStage;
  readonly stageName: string;
  readonly runOrder: number;
  readonly source: codepipeline.Artifact;
  readonly image?: string;
  readonly buildArtifact?: codepipeline.Artifact;
  readonly speed: SpeedProfile;
  readonly releases: boolean;
  readonly isProduction: boolean;
}
