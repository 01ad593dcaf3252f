import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CheckedVolume } from './volume-plan';
import { waitFor } from './wait-for';
import { acknowledgeInlinePolicy } from '../../core/private/acknowledge-in-packs';
import { inputError, requireAbility } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { IBlueGreenService } from '../blue-green-service';
import { EfsVolumeOptions, ServiceVolumeConfig } from '../service-volume';

const NFS_PORT = 2049;

/** A file system of Amazon EFS in every task. */
export class EfsVolume implements CheckedVolume {
  public readonly containerPath: string;

  constructor(private readonly options: EfsVolumeOptions) {
    this.containerPath = options?.containerPath;
  }

  public check(scope: Construct): void {
    const { fileSystem, accessPoint } = this.options;
    requireAbility(scope, { prop: 'fileSystem', value: fileSystem, method: 'grantReadWrite', expected: 'a file system of Amazon EFS' });
    requireKinds(scope, this.options, { readOnly: 'flag' });
    if (accessPoint !== undefined && accessPoint?.accessPointId === undefined) { throw inputError(scope, "'accessPoint' must be an access point of Amazon EFS"); }
  }

  public bind(scope: Construct, service: IBlueGreenService): ServiceVolumeConfig {
    const { fileSystem, accessPoint, readOnly } = this.options;
    this.letIn(service);
    waitFor(service.baseService, fileSystem.mountTargetsAvailable);
    return {
      readOnly,
      volume: {
        name: scope.node.id,
        efsVolumeConfiguration: {
          fileSystemId: fileSystem.fileSystemId,
          transitEncryption: 'ENABLED',
          authorizationConfig: { iam: 'ENABLED', accessPointId: accessPoint?.accessPointId },
        },
      },
    };
  }

  private letIn(service: IBlueGreenService): void {
    const { fileSystem, accessPoint, readOnly } = this.options;
    // Said from the service's side, the rule goes to its stack: a file system of another stack must not wait for it.
    service.connections.allowTo(fileSystem, ec2.Port.tcp(NFS_PORT), 'files of the service');
    acknowledgeInlinePolicy(service.taskDefinition.taskRole);
    iam.Grant.addToPrincipalOrResource({
      grantee: service.taskDefinition.taskRole,
      actions: ['elasticfilesystem:ClientMount', ...readOnly ? [] : ['elasticfilesystem:ClientWrite']],
      resourceArns: [fileSystem.fileSystemArn],
      resource: fileSystem,
      conditions: {
        Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' },
        ...accessPoint && { StringEquals: { 'elasticfilesystem:AccessPointArn': accessPoint.accessPointArn } },
      },
    });
  }
}
