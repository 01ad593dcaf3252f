import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { BuildCache } from '../build-cache';

/** Which builds run on AWS Lambda. */
export enum LambdaUse {
  NEVER,
  WHERE_POSSIBLE,
  ALWAYS,
}

/** A speed profile, from inside. */
export interface SpeedSettings {
  readonly computeType: codebuild.ComputeType;
  readonly lambda: LambdaUse;
  readonly cache: BuildCache;
  readonly cacheBucket?: s3.IBucket;
  readonly fleet?: codebuild.IFleet;
  readonly dockerServer?: codebuild.DockerServerComputeType;
}
