import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { IDeployTarget } from '../deploy-target';
import { ReleaseOptions } from '../release-options';

/** A stage that releases, complete with its actions. */
export interface ReleasedStage {
  readonly pipeline: codepipeline.Pipeline;
  readonly pipelineStage: codepipeline.IStage;
  readonly target: IDeployTarget;
  /** How many of its actions, the first ones, deploy. The others test what was deployed. */
  readonly deployActions: number;
}

/** What may begin the stage, what makes it a success, and what takes it back. */
export function addReleaseConditions(_scope: Construct, _stage: ReleasedStage, _options: ReleaseOptions = {}): void {
}
