import { Duration, Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { PIPELINE_DEFAULTS } from './defaults';
import { LambdaUse, SpeedSettings } from './speed-settings';
import { inputError } from '../../core/private/input-error';
import { VERSIONS } from '../../core/private/versions';
import { BuildCache } from '../build-cache';
import type { SpeedProfile } from '../speed-profile';

/** What a project needs to run. */
export interface ComputeNeeds {
  readonly privileged?: boolean;
  /** An image of the user's. */
  readonly image?: codebuild.IBuildImage;
  /** What the project runs in on AWS Lambda; without it, nobody knows whether its tools are there. */
  readonly lambdaImage?: codebuild.IBuildImage;
  /** As somebody asked for; not the default. */
  readonly timeout?: Duration;
  /** Whether it runs several times at once. */
  readonly batch?: boolean;
  readonly cachePaths?: string[];
  /** Whether it is as well without a cache, only slower. */
  readonly cacheIsOptional?: boolean;
}

/** What a project runs on. */
export interface ComputePlan {
  readonly environment: codebuild.BuildEnvironment;
  /** AWS Lambda knows none. */
  readonly timeout?: Duration;
  readonly cache: BuildCache;
  readonly cacheBucket?: s3.IBucket;
  /** Whether CodeBuild installs the runtimes that a buildspec asks for: only in its own images and not on AWS Lambda. */
  readonly installsRuntimes: boolean;
}

/** What runs a project, by the profile and by what AWS allows. */
export function resolveCompute(scope: IConstruct, speed: SpeedProfile | undefined, needs: ComputeNeeds): ComputePlan {
  const settings = speed?._settings;
  const asked = isLambdaImage(needs.image) || settings?.lambda === LambdaUse.ALWAYS;
  const obstacle = obstacleToLambda(needs);
  if (asked && obstacle) { throw inputError(scope, lambdaMessage(needs, obstacle, settings)); }
  if (asked || (settings?.lambda === LambdaUse.WHERE_POSSIBLE && !obstacle)) { return onLambda(needs, settings); }
  return onMachines(scope, needs, settings);
}

/** Layers of images are kept with privileged mode only. https://docs.aws.amazon.com/codebuild/latest/userguide/build-caching.html */
export function localCache({ cache, environment }: ComputePlan, cachePaths: string[] = []): codebuild.Cache | undefined {
  if (cache !== BuildCache.LOCAL) { return undefined; }
  return codebuild.Cache.local(
    ...environment.privileged ? [codebuild.LocalCacheMode.DOCKER_LAYER] : [],
    ...cachePaths.length > 0 ? [codebuild.LocalCacheMode.CUSTOM] : [],
  );
}

/** What AWS Lambda does not know. https://docs.aws.amazon.com/codebuild/latest/userguide/lambda.html */
function obstacleToLambda({ privileged, image, lambdaImage, timeout, batch, cachePaths = [], cacheIsOptional }: ComputeNeeds): string | undefined {
  if (privileged) { return 'privileged mode'; }
  if (timeout) { return "a 'timeout'"; }
  if (batch) { return 'builds in a batch'; }
  if (cachePaths.length > 0 && !cacheIsOptional) { return 'a cache'; }
  if (image && !isLambdaImage(image)) { return 'an image for machines'; }
  return image || lambdaImage ? undefined : "tools that may not be there without an 'image' for AWS Lambda";
}

function lambdaMessage({ image }: ComputeNeeds, obstacle: string, settings?: SpeedSettings): string {
  if (isLambdaImage(image)) {
    return `'image' must be one for machines, because AWS Lambda does not know ${obstacle}, got ${image.imageId}. ` +
      'Use a codebuild.LinuxBuildImage, or do without';
  }
  return `'speed' must be a profile with machines for what needs ${obstacle}, got ${settings?.computeType}. ` +
    'Use SpeedProfile.cost(), which runs on AWS Lambda what can run there, or a codebuild.LinuxLambdaBuildImage as image';
}

function onLambda({ image, lambdaImage }: ComputeNeeds, settings?: SpeedSettings): ComputePlan {
  const buildImage = image ?? lambdaImage!;
  // The tests and the compiler of an ordinary project need more than the 1 GB that the L2 would choose.
  const computeType = settings?.lambda === LambdaUse.ALWAYS ? settings.computeType : codebuild.ComputeType.LAMBDA_2GB;
  return { environment: { buildImage, computeType }, cache: BuildCache.NONE, installsRuntimes: false };
}

function onMachines(scope: IConstruct, needs: ComputeNeeds, settings?: SpeedSettings): ComputePlan {
  const { privileged = false, image, timeout = PIPELINE_DEFAULTS.buildTimeout, cachePaths = [] } = needs;
  const buildImage = image ?? codebuild.LinuxBuildImage.fromCodeBuildImageId(VERSIONS.codeBuildImage.value);
  return {
    environment: { buildImage, privileged, ...machines(scope, buildImage, settings), ...privileged && dockerServer(settings) },
    timeout,
    cache: settings ? cacheFor(cachePaths, privileged, settings) : BuildCache.NONE,
    cacheBucket: settings?.cacheBucket,
    installsRuntimes: image === undefined,
  };
}

/** Layers of images are kept where they were built, or not at all. */
function cacheFor(cachePaths: string[], privileged: boolean, { cache }: SpeedSettings): BuildCache {
  if (cachePaths.length > 0) { return cache; }
  return privileged && cache === BuildCache.LOCAL ? cache : BuildCache.NONE;
}

function dockerServer(settings?: SpeedSettings): Pick<codebuild.BuildEnvironment, 'dockerServer'> {
  return settings?.dockerServer ? { dockerServer: { computeType: settings.dockerServer } } : {};
}

function machines(scope: IConstruct, image: codebuild.IBuildImage, settings?: SpeedSettings): Pick<codebuild.BuildEnvironment, 'computeType' | 'fleet'> {
  const { computeType = codebuild.ComputeType.SMALL, fleet } = settings ?? {};
  if (!fleet) { return { computeType }; }
  const known = ofFleet(fleet);
  if (known && known.environmentType as string !== image.type) {
    throw inputError(scope, `'fleet' must have machines for the image ${image.imageId} (${image.type}), got a fleet of ${known.environmentType}. ` +
      'Use a fleet of that type, or another image');
  }
  return { fleet, computeType: known?.computeType as codebuild.ComputeType | undefined ?? computeType };
}

/** An imported fleet tells nothing and throws. */
function ofFleet(fleet: codebuild.IFleet): codebuild.IFleet | undefined {
  try {
    return fleet.computeType && !Token.isUnresolved(fleet.environmentType) ? fleet : undefined;
  } catch {
    return undefined;
  }
}

function isLambdaImage(image: codebuild.IBuildImage | undefined): image is codebuild.IBuildImage {
  return image?.type.startsWith('LINUX_LAMBDA_') || image?.type.startsWith('ARM_LAMBDA_') || false;
}
