import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { inputError, show } from '../../core/private/input-error';
import { IServiceImage, ServiceImageConfig } from '../service-image';

/** An image that the template names once and for all. */
export class FixedServiceImage implements IServiceImage {
  constructor(private readonly configOf: () => ServiceImageConfig) {}

  public bind(): ServiceImageConfig {
    return this.configOf();
  }
}

/** An image that `cdk deploy` builds. */
export class AssetServiceImage implements IServiceImage {
  constructor(private readonly directory: string) {}

  public bind(scope: Construct): ServiceImageConfig {
    if (!existsSync(join(this.directory, 'Dockerfile'))) {
      throw inputError(scope, `'directory' must hold a Dockerfile, got ${show(this.directory)}. Looked in ${resolve(this.directory)}`);
    }
    // Without a platform the image is built for the machine that deploys and fails on Fargate with "exec format error".
    return { image: ecs.ContainerImage.fromAsset(this.directory, { platform: Platform.LINUX_AMD64 }), fromEcr: true };
  }
}
