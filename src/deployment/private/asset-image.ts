import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Token } from 'aws-cdk-lib';
import * as ecrAssets from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { AssetImageOptions, IServiceImage, ServiceImageConfig, ServiceImageContext } from '../service-image';

/** An image that `cdk deploy` builds. */
export class AssetServiceImage implements IServiceImage {
  constructor(private readonly directory: string, private readonly options: AssetImageOptions) {}

  public bind(scope: Construct, { cpuArchitecture }: ServiceImageContext): ServiceImageConfig {
    this.requireDockerfile(scope);
    this.requirePlatform(scope, cpuArchitecture);
    // Without a platform the image is built for the machine that deploys and fails on another with "exec format error".
    const { platform = platformOf(cpuArchitecture) } = this.options;
    return { image: ecs.ContainerImage.fromAsset(this.directory, { ...this.options, platform }), fromEcr: true };
  }

  private requireDockerfile(scope: Construct): void {
    const { directory, options: { file = 'Dockerfile' } } = this;
    requirePattern(scope, 'directory', directory ?? '', /./, 'a directory with a Dockerfile');
    if (existsSync(join(directory, file))) { return; }
    throw inputError(scope, `'directory' must hold a ${file === 'Dockerfile' ? file : `file ${show(file)}`}, got ${show(directory)}. Looked in ${resolve(directory)}`);
  }

  private requirePlatform(scope: Construct, architecture: ecs.CpuArchitecture): void {
    const built = this.options.platform?.platform;
    const wanted = platformOf(architecture).platform;
    if (built === undefined || Token.isUnresolved(built) || built === wanted || built.startsWith(`${wanted}/`)) { return; }
    throw inputError(scope, `'platform' must be ${wanted}, for the service runs on ${architecture._cpuArchitecture}, got ${built}. ` +
      "Leave it out, or set the service's 'architecture'");
  }
}

function platformOf({ _cpuArchitecture }: ecs.CpuArchitecture): ecrAssets.Platform {
  return _cpuArchitecture === 'ARM64' ? ecrAssets.Platform.LINUX_ARM64 : ecrAssets.Platform.LINUX_AMD64;
}
