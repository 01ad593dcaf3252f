import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS } from './defaults';
import { Launch } from './launch';
import { inputError, requireAbility, requireInRange, requirePattern } from '../../core/private/input-error';
import { ContainerProps } from '../container-props';
import { ServiceHealthCheck } from '../health-check';
import { ServiceImageConfig } from '../service-image';

/** What Amazon ECS accepts. */
const MAX_GRACE_SECONDS = 2 ** 31 - 1;

/** What runs in a task, defaults filled in and checked. */
export interface ContainerPlan {
  readonly containerPort: number;
  readonly healthCheck: HealthCheckPlan;
  readonly cpu: number;
  readonly memoryLimitMiB: number;
  readonly environment?: { [name: string]: string };
  readonly secrets?: { [name: string]: ecs.Secret };
  readonly logRetention: logs.RetentionDays;
  /** Makes what the image needs; called once, when all checks have passed. */
  bindImage(scope: Construct): ServiceImageConfig;
}

export interface HealthCheckPlan {
  readonly path: string;
  readonly gracePeriod: Duration;
}

export function resolveContainer(scope: Construct, props: ContainerProps, launch: Launch): ContainerPlan {
  requireImage(scope, props.image);
  const { containerPort = SERVICE_DEFAULTS.containerPort } = props;
  const { cpu = SERVICE_DEFAULTS.cpu, memoryLimitMiB = SERVICE_DEFAULTS.memoryLimitMiB } = props;
  requireInRange(scope, { prop: 'containerPort', value: containerPort, min: 1, max: 65535, integer: true });
  const healthCheck = resolveHealthCheck(scope, props.healthCheck);
  launch.requireSize(scope, cpu, memoryLimitMiB);
  requireOneValueEach(scope, props);
  return {
    containerPort,
    healthCheck,
    cpu,
    memoryLimitMiB,
    environment: props.environment,
    secrets: props.secrets,
    logRetention: props.logRetention ?? SERVICE_DEFAULTS.logRetention,
    bindImage: (owner) => props.image.bind(owner, { containerPort, healthCheckPath: healthCheck.path }),
  };
}

function requireImage(scope: Construct, image: unknown): void {
  const images = "a service image, such as ServiceImage.released(repository) or ServiceImage.fromRegistry('nginx')";
  if (image instanceof ecs.ContainerImage) { throw inputError(scope, `'image' must be ${images}, got an ecs.ContainerImage`); }
  requireAbility(scope, { prop: 'image', value: image, method: 'bind', expected: images });
}

function requireOneValueEach(scope: Construct, { environment = {}, secrets = {} }: ContainerProps): void {
  const both = Object.keys(environment).filter((name) => name in secrets);
  if (both.length > 0) { throw inputError(scope, `'environment' and 'secrets' must not both name ${both.join(', ')}. Leave it out of one of them`); }
}

function resolveHealthCheck(scope: Construct, options: ServiceHealthCheck = {}): HealthCheckPlan {
  const { path = SERVICE_DEFAULTS.healthCheckPath, gracePeriod = SERVICE_DEFAULTS.healthCheckGracePeriod } = options;
  requirePattern(scope, 'path', path, /^\/\S*$/, "a path that starts with '/' and has no blanks");
  if (!gracePeriod.isUnresolved()) {
    const seconds = gracePeriod.toSeconds({ integral: false });
    requireInRange(scope, { prop: 'gracePeriod', value: seconds, min: 0, max: MAX_GRACE_SECONDS, integer: true, unit: 'seconds' });
  }
  return { path, gracePeriod };
}
