import { Construct } from 'constructs';
import { CheckedVolume } from './volume-plan';
import { requireInRange } from '../../core/private/input-error';
import { ServiceVolumeConfig } from '../service-volume';

/** An empty directory on the disk of the task. */
export class TemporaryVolume implements CheckedVolume {
  constructor(public readonly containerPath: string) {}

  public check(): void {}

  public bind(scope: Construct): ServiceVolumeConfig {
    // ECS makes an empty directory of a volume that has nothing but a name.
    return { volume: { name: scope.node.id } };
  }
}

/** An empty directory in the memory of the task. */
export class MemoryVolume implements CheckedVolume {
  constructor(public readonly containerPath: string, private readonly sizeMiB: number) {}

  public check(scope: Construct): void {
    requireInRange(scope, { prop: 'sizeMiB', value: this.sizeMiB ?? NaN, min: 1, integer: true, unit: 'MiB' });
  }

  public bind(): ServiceVolumeConfig {
    return { memoryMiB: this.sizeMiB };
  }
}
