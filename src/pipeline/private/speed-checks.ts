import { ComputeType, DockerServerComputeType } from 'aws-cdk-lib/aws-codebuild';
import { inputErrorIn, show } from '../../core/private/input-error';
import { BuildCache } from '../build-cache';
import { CustomSpeedOptions } from '../speed-options';

/** What a profile can refuse by itself; a factory has no construct. */
export function requireSpeedOptions(place: string, options: CustomSpeedOptions): void {
  const fail = (message: string) => inputErrorIn(place, message);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw fail(`'options' must be values by name, such as { name: value }, got ${show(options)}`);
  }
  const { computeType, cache, cacheBucket, fleet, dockerServer } = options;
  if (computeType !== undefined && !hasSize(computeType)) {
    throw fail(`'computeType' must be a member of codebuild.ComputeType with a size, got ${show(computeType)}. Machines of another kind come with 'fleet'`);
  }
  if (cache !== undefined && !Object.values(BuildCache).includes(cache)) { throw fail(`'cache' must be a member of BuildCache, got ${show(cache)}`); }
  if (dockerServer !== undefined && !Object.values(DockerServerComputeType).includes(dockerServer)) {
    throw fail(`'dockerServer' must be a member of codebuild.DockerServerComputeType, got ${show(dockerServer)}`);
  }
  if (fleet !== undefined && (fleet as { fleetArn?: string } | null)?.fleetArn === undefined) { throw fail(`'fleet' must be a codebuild.Fleet, got ${kind(fleet)}`); }
  if (cacheBucket !== undefined && typeof (cacheBucket as { grantReadWrite?: unknown } | null)?.grantReadWrite !== 'function') {
    throw fail(`'cacheBucket' must be a bucket, such as an s3.Bucket, got ${kind(cacheBucket)}`);
  }
  if (cacheBucket !== undefined && cache !== undefined && cache !== BuildCache.S3) {
    throw fail(`'cacheBucket' must come with BuildCache.S3, got BuildCache.${cache}. Leave one of them out`);
  }
  if (computeType?.startsWith('BUILD_LAMBDA_')) { requireLambdaOptions(fail, options); }
}

/** What AWS Lambda does not know. https://docs.aws.amazon.com/codebuild/latest/userguide/lambda.html */
function requireLambdaOptions(fail: (message: string) => Error, { computeType, cache, cacheBucket, fleet, dockerServer }: CustomSpeedOptions): void {
  const wrong = [
    cache !== undefined && cache !== BuildCache.NONE && `'cache' must be BuildCache.NONE on AWS Lambda (${computeType}), got BuildCache.${cache}`,
    cacheBucket !== undefined && `'cacheBucket' must be absent on AWS Lambda (${computeType}), which knows no cache, got a bucket`,
    fleet !== undefined && `'fleet' must be absent on AWS Lambda (${computeType}), got a fleet`,
    dockerServer !== undefined && `'dockerServer' must be absent on AWS Lambda (${computeType}), got ${dockerServer}`,
  ].find((message) => message);
  if (wrong) { throw fail(`${wrong}. Leave it out, or choose machines such as codebuild.ComputeType.SMALL`); }
}

/** Machines of other kinds are described by their fleet. */
function hasSize(computeType: ComputeType): boolean {
  return Object.values(ComputeType).includes(computeType) && ![ComputeType.ATTRIBUTE_BASED, ComputeType.CUSTOM_INSTANCE_TYPE].includes(computeType);
}

function kind(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'another object' : show(value);
}
