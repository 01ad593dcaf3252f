import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BuildCache } from './build-cache';

/** What a fast pipeline runs on. */
export interface FastSpeedOptions {
  /**
   * The machines that build and test. What only waits for a deployment runs on small ones.
   *
   * @default codebuild.ComputeType.LARGE
   */
  readonly computeType?: codebuild.ComputeType;

  /**
   * Machines that are reserved and wait for builds; they are paid for while they wait. What only waits for a deployment does not occupy them.
   *
   * @default - machines on demand
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/fleets.html
   */
  readonly fleet?: codebuild.IFleet;

  /**
   * A Docker server of that size for each project that builds images. It keeps their layers for up to a month; it runs, and is paid for, while
   * the project builds.
   *
   * @default - layers are kept on the machine that built last, for a few minutes
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker-server.html
   */
  readonly dockerServer?: codebuild.DockerServerComputeType;
}

/** What a pipeline runs on. */
export interface CustomSpeedOptions {
  /**
   * The machines that build and test. With one of `LAMBDA_…` everything runs on AWS Lambda and what cannot run there is refused;
   * `SpeedProfile.cost()` puts there what can run there, and the rest on small machines.
   *
   * @default codebuild.ComputeType.SMALL
   */
  readonly computeType?: codebuild.ComputeType;

  /**
   * Where builds keep what the next build would have to get again. AWS Lambda knows no cache.
   *
   * @default BuildCache.S3, or BuildCache.NONE on AWS Lambda
   */
  readonly cache?: BuildCache;

  /**
   * The bucket for `BuildCache.S3`. Let it forget what is a few weeks old.
   *
   * @default - one bucket for all pipelines of the stack, which forgets after 14 days
   */
  readonly cacheBucket?: s3.IBucket;

  /**
   * Machines that are reserved and wait for builds; they are paid for while they wait.
   *
   * @default - machines on demand
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/fleets.html
   */
  readonly fleet?: codebuild.IFleet;

  /**
   * A Docker server of that size for each project that builds images. It keeps their layers for up to a month; it runs, and is paid for, while
   * the project builds.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker-server.html
   */
  readonly dockerServer?: codebuild.DockerServerComputeType;
}
