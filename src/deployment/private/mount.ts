import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { CONTAINER_NAME } from './task';
import { inputError } from '../../core/private/input-error';
import { IBlueGreenService } from '../blue-green-service';
import { IServiceVolume } from '../service-volume';

/** Mounts volumes into the container that serves the traffic. */
export function mountVolumes(service: Construct & IBlueGreenService, volumes: IServiceVolume[]): void {
  if (volumes.length === 0) { return; }
  const scope = new Construct(service, 'Volumes');
  // The construct's id is also the name of the volume in the task, whatever the path is made of.
  volumes.forEach((volume, index) => mount(new Construct(scope, `volume${index}`), service, volume));
}

function mount(scope: Construct, service: IBlueGreenService, serviceVolume: IServiceVolume): void {
  const container = service.taskDefinition.findContainer(CONTAINER_NAME)!;
  const { containerPath } = serviceVolume;
  const { volume, memoryMiB, readOnly = false } = serviceVolume.bind(scope, service);
  if ((volume === undefined) === (memoryMiB === undefined)) {
    throw inputError(scope, `'volumes' must be made of either 'volume' or 'memoryMiB', got ${volume ? 'both' : 'neither'} for ${containerPath}`);
  }
  if (memoryMiB !== undefined) {
    container.linuxParameters!.addTmpfs({ containerPath, size: memoryMiB, mountOptions: readOnly ? [ecs.TmpfsMountOption.RO] : undefined });
    return;
  }
  service.taskDefinition.addVolume(volume!);
  container.addMountPoints({ containerPath, sourceVolume: volume!.name, readOnly });
}
