import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Token } from 'aws-cdk-lib';
import * as ecrAssets from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { byName } from '../../core/private/by-name';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { AssetImageOptions, IServiceImage, ServiceImageConfig, ServiceImageContext } from '../service-image';

/** An image that `cdk deploy` builds. */
export class AssetServiceImage implements IServiceImage {
  constructor(private readonly directory: string, private readonly options: AssetImageOptions) {}

  public bind(scope: Construct, { cpuArchitecture }: ServiceImageContext): ServiceImageConfig {
    requireBuildOptions(scope, this.options);
    this.requireDockerfile(scope);
    this.requirePlatform(scope, cpuArchitecture);
    // Without a platform the image is built for the machine that deploys and fails on another with "exec format error".
    const { platform = platformOf(cpuArchitecture) } = this.options;
    const buildArgs = byName(this.options.buildArgs);
    return { image: ecs.ContainerImage.fromAsset(this.directory, { ...this.options, buildArgs, platform }), fromEcr: true };
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

/** Images are built before CloudFormation runs. */
function requireBuildOptions(scope: Construct, options: AssetImageOptions): void {
  requireKinds(scope, { options }, { options: 'options' });
  requireKinds(scope, options, { file: 'text', target: 'text', buildArgs: 'options' });
  const { file, target, platform, buildArgs = {} } = options;
  const isUnknown = (value: unknown) => Token.isUnresolved(value) || Object.values(value ?? {}).some((part) => Token.isUnresolved(part));
  const unknown = Object.entries({ file, target, buildArgs }).find(([, value]) => isUnknown(value));
  if (unknown) { throw inputError(scope, `'${unknown[0]}' must be known at synth, got a value that CloudFormation fills in: the image is built before`); }
  const other = Object.entries(buildArgs).find(([, value]) => typeof value !== 'string');
  if (other) { throw inputError(scope, `'buildArgs' must have texts as values, got ${show(other[1])} for ${other[0]}`); }
  if (platform !== undefined && typeof platform?.platform !== 'string') {
    throw inputError(scope, "'platform' must be an ecrAssets.Platform, such as ecrAssets.Platform.LINUX_ARM64");
  }
}

function platformOf({ _cpuArchitecture }: ecs.CpuArchitecture): ecrAssets.Platform {
  return _cpuArchitecture === 'ARM64' ? ecrAssets.Platform.LINUX_ARM64 : ecrAssets.Platform.LINUX_AMD64;
}
