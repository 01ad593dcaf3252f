import { ComputeType } from 'aws-cdk-lib/aws-codebuild';
import { BuildCache } from './build-cache';
import { requireSpeedOptions } from './private/speed-checks';
import { LambdaUse, SpeedSettings } from './private/speed-settings';
import { CustomSpeedOptions, FastSpeedOptions } from './speed-options';

/** How fast a pipeline is to be, and at what price. */
export class SpeedProfile {
  /**
   * The cheapest: what can run on AWS Lambda does, which starts at once, is billed by the second and ends after 15 minutes. The rest runs on
   * small machines. A build with a `timeout`, a cache of its own, privileged mode or an image of its own does not run on AWS Lambda.
   *
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/lambda.html
   */
  public static cost(): SpeedProfile {
    return new SpeedProfile({ computeType: ComputeType.SMALL, lambda: LambdaUse.WHERE_POSSIBLE, cache: BuildCache.LOCAL });
  }

  /** Small machines, which keep packages in a bucket; images are built from the layers of the image that was pushed last. */
  public static balanced(): SpeedProfile {
    return new SpeedProfile({ computeType: ComputeType.SMALL, lambda: LambdaUse.NEVER, cache: BuildCache.S3 });
  }

  /** Large machines, which keep packages and the layers of images for the next build. */
  public static fast(options: FastSpeedOptions = {}): SpeedProfile {
    requireSpeedOptions('SpeedProfile.fast', options);
    const { computeType = ComputeType.LARGE, fleet, dockerServer } = options;
    return new SpeedProfile({ computeType, lambda: LambdaUse.NEVER, cache: BuildCache.LOCAL, fleet, dockerServer });
  }

  /**
   * What you say.
   *
   * Fails when AWS Lambda is to have a cache, a fleet or a Docker server; and, where it is used, for what cannot run on AWS Lambda.
   */
  public static custom(options: CustomSpeedOptions): SpeedProfile {
    requireSpeedOptions('SpeedProfile.custom', options);
    const { computeType = ComputeType.SMALL, cacheBucket, fleet, dockerServer } = options;
    const onLambda = isLambda(computeType);
    const cache = options.cache ?? (onLambda ? BuildCache.NONE : BuildCache.S3);
    return new SpeedProfile({ computeType, lambda: onLambda ? LambdaUse.ALWAYS : LambdaUse.NEVER, cache, cacheBucket, fleet, dockerServer });
  }

  /** @internal */
  public readonly _settings: SpeedSettings;

  private constructor(settings: SpeedSettings) {
    this._settings = settings;
  }
}

function isLambda(computeType: ComputeType): boolean {
  return computeType.startsWith('BUILD_LAMBDA_');
}
