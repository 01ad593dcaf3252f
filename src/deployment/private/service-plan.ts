import { Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS } from './defaults';
import { requireFargateSize } from './fargate-size';
import { PlanSettings } from './plan-settings';
import { SharedCluster } from './shared-cluster';
import { inputError, requireAbility, requireInRange, requirePattern } from '../../core/private/input-error';
import { IServiceNetwork, ServiceNetwork } from '../../network';
import { BlueGreenFargateServiceProps, RollbackOptions, ScalingOptions, ServiceHealthCheck } from '../blue-green-fargate-service-props';
import { DeploymentPlan } from '../deployment-plan';
import { Ingress } from '../ingress';
import { ServiceImageConfig } from '../service-image';

/** What Amazon ECS accepts. */
const MAX_GRACE_SECONDS = 2 ** 31 - 1;

/** The whole input of a service, defaults filled in and checked. Nothing below this asks the props again. */
export interface ServicePlan {
  readonly image: ServiceImageConfig;
  readonly network: IServiceNetwork;
  readonly cluster: ecs.ICluster;
  readonly release: PlanSettings;
  readonly ingress: Ingress;
  readonly containerPort: number;
  readonly healthCheck: Required<ServiceHealthCheck>;
  readonly cpu: number;
  readonly memoryLimitMiB: number;
  readonly environment?: { [name: string]: string };
  readonly secrets?: { [name: string]: ecs.Secret };
  readonly scaling: Required<ScalingOptions>;
  readonly rollback: RollbackPlan;
  readonly logRetention: logs.RetentionDays;
}

export interface RollbackPlan {
  readonly errorRatePercent: number;
  readonly latencySeconds?: number;
  readonly alarms: cloudwatch.IAlarm[];
}

export function resolveServicePlan(scope: Construct, props: BlueGreenFargateServiceProps): ServicePlan {
  requireKinds(scope, props);
  const { containerPort = SERVICE_DEFAULTS.containerPort } = props;
  const { cpu = SERVICE_DEFAULTS.cpu, memoryLimitMiB = SERVICE_DEFAULTS.memoryLimitMiB } = props;
  requireInRange(scope, { prop: 'containerPort', value: containerPort, min: 1, max: 65535, integer: true });
  const healthCheck = resolveHealthCheck(scope, props.healthCheck);
  requireFargateSize(scope, cpu, memoryLimitMiB);
  const release = (props.plan ?? DeploymentPlan.blueGreen())._resolve(scope);
  const scaling = resolveScaling(scope, props.scaling);
  const rollback = resolveRollback(scope, props.rollback);
  const ingress = props.ingress ?? Ingress.internetFacing();
  requireOneValueEach(scope, props);
  if (props.network) { requireWayIn(scope, ingress, props.network); }

  return {
    // Constructs come last: a refused service leaves nothing half-built behind.
    ...resolvePlace(scope, props),
    image: props.image.bind(scope, { containerPort, healthCheckPath: healthCheck.path }),
    release,
    ingress,
    containerPort,
    healthCheck,
    cpu,
    memoryLimitMiB,
    environment: props.environment,
    secrets: props.secrets,
    scaling,
    rollback,
    logRetention: props.logRetention ?? SERVICE_DEFAULTS.logRetention,
  };
}

function requireKinds(scope: Construct, { image, alerts, plan, network, ingress }: BlueGreenFargateServiceProps): void {
  const images = "a service image, such as ServiceImage.released(repository) or ServiceImage.fromRegistry('nginx')";
  if (image instanceof ecs.ContainerImage) { throw inputError(scope, `'image' must be ${images}, got an ecs.ContainerImage`); }
  requireAbility(scope, { prop: 'image', value: image, method: 'bind', expected: images });
  if (alerts) { requireAbility(scope, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' }); }
  if (plan) { requireAbility(scope, { prop: 'plan', value: plan, method: '_resolve', expected: 'a deployment plan, such as DeploymentPlan.canary()' }); }
  if (network && !network.vpc) { throw inputError(scope, "'network' must be a service network, such as ServiceNetwork.fromVpc(vpc)"); }
  if (ingress && !(ingress instanceof Ingress)) { throw inputError(scope, "'ingress' must be an Ingress, such as Ingress.internalOnly()"); }
}

function requireOneValueEach(scope: Construct, { environment = {}, secrets = {} }: BlueGreenFargateServiceProps): void {
  const both = Object.keys(environment).filter((name) => name in secrets);
  if (both.length > 0) { throw inputError(scope, `'environment' and 'secrets' must not both name ${both.join(', ')}. Leave it out of one of them`); }
}

/** An internet-facing load balancer has no public address in a subnet without a way to the internet. */
function requireWayIn(scope: Construct, ingress: Ingress, { vpc }: IServiceNetwork): void {
  if (ingress._isInternetFacing && vpc.publicSubnets.length === 0) {
    throw inputError(scope, "'ingress' must be Ingress.internalOnly() in a network without public subnets, got Ingress.internetFacing()");
  }
}

function resolvePlace(scope: Construct, { cluster, network }: BlueGreenFargateServiceProps): Pick<ServicePlan, 'network' | 'cluster'> {
  if (cluster && network && cluster.vpc !== network.vpc) {
    throw inputError(scope, `'network' must be in the VPC of 'cluster' (${cluster.vpc.node.path}), got ${network.vpc.node.path}. Leave out one of the two`);
  }
  const place = network ?? (cluster ? ServiceNetwork.fromVpc(cluster.vpc) : ServiceNetwork.ofStack(scope));
  return { network: place, cluster: cluster ?? SharedCluster.of(scope, place.vpc) };
}

function resolveHealthCheck(scope: Construct, options: ServiceHealthCheck = {}): Required<ServiceHealthCheck> {
  const { path = SERVICE_DEFAULTS.healthCheckPath, gracePeriod = SERVICE_DEFAULTS.healthCheckGracePeriod } = options;
  requirePattern(scope, 'path', path, /^\/\S*$/, "a path that starts with '/' and has no blanks");
  if (!gracePeriod.isUnresolved()) {
    const seconds = gracePeriod.toSeconds({ integral: false });
    requireInRange(scope, { prop: 'gracePeriod', value: seconds, min: 0, max: MAX_GRACE_SECONDS, integer: true, unit: 'seconds' });
  }
  return { path, gracePeriod };
}

function resolveScaling(scope: Construct, options: ScalingOptions = {}): Required<ScalingOptions> {
  const { minTasks = SERVICE_DEFAULTS.minTasks, cpuPercent = SERVICE_DEFAULTS.cpuPercent } = options;
  const maxTasks = options.maxTasks ?? defaultMaxTasks(minTasks);
  requireInRange(scope, { prop: 'minTasks', value: minTasks, min: 1, integer: true, unit: 'task' });
  requireInRange(scope, { prop: 'maxTasks', value: maxTasks, min: 1, integer: true, unit: 'task' });
  requireInRange(scope, { prop: 'cpuPercent', value: cpuPercent, min: 1, max: 100 });
  if (areKnown(minTasks, maxTasks) && maxTasks < minTasks) {
    throw inputError(scope, `'maxTasks' must be at least 'minTasks' (${minTasks}), got ${maxTasks}`);
  }
  return { minTasks, maxTasks, cpuPercent };
}

/** A minimum above the default maximum is no mistake: the service then keeps that many tasks. */
function defaultMaxTasks(minTasks: number): number {
  return areKnown(minTasks) ? Math.max(SERVICE_DEFAULTS.maxTasks, minTasks) : SERVICE_DEFAULTS.maxTasks;
}

function areKnown(...values: number[]): boolean {
  return !values.some((value) => Token.isUnresolved(value));
}

function resolveRollback(scope: Construct, options: RollbackOptions = {}): RollbackPlan {
  const { errorRatePercent = SERVICE_DEFAULTS.errorRatePercent, latencySeconds, alarms = [] } = options;
  requireInRange(scope, { prop: 'errorRatePercent', value: errorRatePercent, min: 0.01, max: 100 });
  requireInRange(scope, { prop: 'latencySeconds', value: latencySeconds, min: 0.001, unit: 'seconds' });
  return { errorRatePercent, latencySeconds, alarms };
}
