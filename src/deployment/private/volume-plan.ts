import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputError, requireAbility, requirePattern, show } from '../../core/private/input-error';
import { IServiceVolume } from '../service-volume';

/** A volume that knows before it is made whether it can be. */
export interface CheckedVolume extends IServiceVolume {
  /** Fails for wrong input. */
  check(scope: Construct): void;
}

export function requireVolumes(scope: Construct, volumes: IServiceVolume[]): void {
  if (!Array.isArray(volumes)) { throw inputError(scope, `'volumes' must be a list, got ${show(volumes)}`); }
  volumes.forEach((volume) => requireVolume(scope, volume));
  const paths = volumes.map(({ containerPath }) => containerPath).filter((path) => !Token.isUnresolved(path));
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice) { throw inputError(scope, `'volumes' must not mount two at one 'containerPath', got two at ${twice}`); }
}

function requireVolume(scope: Construct, volume: IServiceVolume): void {
  requireAbility(scope, { prop: 'volumes', value: volume, method: 'bind', expected: "service volumes, such as ServiceVolume.temporary('/var/cache')" });
  requirePattern(scope, 'containerPath', volume.containerPath ?? '', /^\/[^\s:]*[^\s:/]$/, "a directory that starts with '/', such as '/var/cache'");
  (volume as Partial<CheckedVolume>).check?.(scope);
}
