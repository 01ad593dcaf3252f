import { Duration, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS, TMP } from './defaults';
import { HealthCheckPlan, resolveHealthCheck } from './health-check-plan';
import { Launch } from './launch';
import { requireLogKey } from './log-key';
import { MemoryVolume } from './scratch-volumes';
import { requireVolumes } from './volume-plan';
import { byName } from '../../core/private/by-name';
import { inputError, requireAbility, requireInRange, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { ContainerProps } from '../container-props';
import { ServiceImageConfig } from '../service-image';
import { IServiceVolume } from '../service-volume';

/** What AWS Fargate accepts. */
const EPHEMERAL_STORAGE_GIB = { min: 21, max: 200 };
const STOP_SECONDS = { min: 1, max: 120 };

/** What runs in a task, defaults filled in and checked. */
export interface ContainerPlan {
  readonly containerPort: number;
  readonly healthCheck: HealthCheckPlan;
  readonly cpu: number;
  readonly memoryLimitMiB: number;
  /** Undefined is X86_64, which Amazon ECS need not be told. */
  readonly architecture?: ecs.CpuArchitecture;
  readonly environment?: { [name: string]: string };
  readonly secrets?: { [name: string]: ecs.Secret };
  readonly volumes: IServiceVolume[];
  readonly ephemeralStorageGiB?: number;
  readonly readonlyRootFilesystem?: boolean;
  readonly enableExecuteCommand: boolean;
  readonly stopTimeout?: Duration;
  readonly logRetention: logs.RetentionDays;
  readonly logEncryptionKey?: kms.IKey;
  /** Makes what the image needs; called once, when all checks have passed. */
  bindImage(scope: Construct): ServiceImageConfig;
}

export function resolveContainer(scope: Construct, props: ContainerProps, launch: Launch): ContainerPlan {
  requireImage(scope, props.image);
  requireKinds(scope, props, { environment: 'options', secrets: 'options', healthCheck: 'options', readonlyRootFilesystem: 'flag', enableExecuteCommand: 'flag' });
  const { containerPort = SERVICE_DEFAULTS.containerPort } = props;
  const { cpu = SERVICE_DEFAULTS.cpu, memoryLimitMiB = SERVICE_DEFAULTS.memoryLimitMiB } = props;
  requireInRange(scope, { prop: 'containerPort', value: containerPort, min: 1, max: 65535, integer: true });
  const healthCheck = resolveHealthCheck(scope, containerPort, props.healthCheck);
  launch.requireSize(scope, cpu, memoryLimitMiB);
  requireValues(scope, props);
  requireRoom(scope, props);
  return {
    containerPort,
    healthCheck,
    cpu,
    memoryLimitMiB,
    architecture: props.architecture,
    environment: byName(props.environment),
    secrets: byName(props.secrets),
    volumes: volumesOf(props),
    ephemeralStorageGiB: props.ephemeralStorageGiB,
    readonlyRootFilesystem: props.readonlyRootFilesystem,
    enableExecuteCommand: props.enableExecuteCommand ?? false,
    stopTimeout: props.stopTimeout,
    logRetention: props.logRetention ?? SERVICE_DEFAULTS.logRetention,
    logEncryptionKey: props.logEncryptionKey,
    bindImage: (owner) => props.image.bind(owner, {
      containerPort,
      healthCheckPath: healthCheck.path,
      healthCheckPort: healthCheck.ownPort ?? containerPort,
      healthyStatus: healthCheck.healthyStatus,
      cpuArchitecture: props.architecture ?? ecs.CpuArchitecture.X86_64,
    }),
  };
}

function requireImage(scope: Construct, image: unknown): void {
  const images = "a service image, such as ServiceImage.released(repository) or ServiceImage.fromRegistry('nginx')";
  if (image instanceof ecs.ContainerImage) { throw inputError(scope, `'image' must be ${images}, got an ecs.ContainerImage`); }
  requireAbility(scope, { prop: 'image', value: image, method: 'bind', expected: images });
}

function requireValues(scope: Construct, { environment = {}, secrets = {} }: ContainerProps): void {
  const both = Object.keys(environment).filter((name) => Object.keys(secrets).includes(name));
  if (both.length > 0) { throw inputError(scope, `'environment' and 'secrets' must not both name ${both.join(', ')}. Leave it out of one of them`); }
  requireNames(scope, 'environment', environment);
  requireNames(scope, 'secrets', secrets);
  for (const [name, value] of Object.entries(environment)) {
    if (typeof value !== 'string') { throw inputError(scope, `'environment' must have texts as values, got ${show(value)} for ${name}`); }
  }
  for (const [name, value] of Object.entries(secrets)) {
    if (typeof value?.arn !== 'string') {
      throw inputError(scope, `'secrets' must have values of type ecs.Secret, such as ecs.Secret.fromSecretsManager(secret), got another for ${name}`);
    }
  }
}

function requireNames(scope: Construct, prop: string, values: object): void {
  if (Object.keys(values).some((name) => name.trim() === '')) { throw inputError(scope, `'${prop}' must have names that are not empty`); }
}

function requireRoom(scope: Construct, props: ContainerProps): void {
  const { architecture, ephemeralStorageGiB, stopTimeout, volumes = [], logRetention, logEncryptionKey } = props;
  if (architecture !== undefined && !architecture?._cpuArchitecture) {
    throw inputError(scope, `'architecture' must be an ecs.CpuArchitecture, such as ecs.CpuArchitecture.ARM64, got ${show(architecture)}`);
  }
  requireInRange(scope, { prop: 'ephemeralStorageGiB', value: ephemeralStorageGiB, ...EPHEMERAL_STORAGE_GIB, integer: true, unit: 'GiB' });
  requireDuration(scope, { prop: 'stopTimeout', value: stopTimeout, unit: 'seconds', ...STOP_SECONDS, example: 'Duration.seconds(60)' });
  requireVolumes(scope, volumes);
  requireMember(scope, 'logRetention', logRetention, logs.RetentionDays, 'logs.RetentionDays');
  if (logEncryptionKey !== undefined) { requireLogKey(scope, logEncryptionKey); }
  if (props.enableExecuteCommand && props.readonlyRootFilesystem) {
    throw inputError(scope, "'enableExecuteCommand' must be left out with 'readonlyRootFilesystem': the agent of ECS Exec writes to the root file system");
  }
}

/** Hardly anything runs without a place for temporary files. */
function volumesOf({ volumes = [], readonlyRootFilesystem }: ContainerProps): IServiceVolume[] {
  const isThere = volumes.some(({ containerPath }) => !Token.isUnresolved(containerPath) && containerPath === TMP.path);
  return readonlyRootFilesystem && !isThere ? [...volumes, new MemoryVolume(TMP.path, TMP.sizeMiB)] : volumes;
}
