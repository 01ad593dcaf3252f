import { Duration } from 'aws-cdk-lib';
import { readAssembly } from './assembly';
import { COOLDOWNS, EC2_DEFAULTS, PLAN_DEFAULTS, SERVICE_DEFAULTS, TRAFFIC } from '../../src/deployment/private/defaults';
import { HOOK_DEFAULTS } from '../../src/deployment/private/hook-defaults';
import { SMOKE_TEST_DEFAULTS } from '../../src/deployment/private/smoke-plan';
import { PIPELINE_DEFAULTS } from '../../src/pipeline/private/defaults';
import { REGISTRY_DEFAULTS } from '../../src/registry/private/defaults';

/** Every default that the docs quote. Defaults are API: a change of one changes the templates of everybody. */
const DOCUMENTED: Record<string, string> = {
  'AlarmRecommendation.comparison': 'cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD',
  'AlarmRecommendation.missingData': 'cloudwatch.TreatMissingData.MISSING',
  'AssetImageOptions.file': '\'Dockerfile\'',
  'BlueGreenFargateServiceProps.capacity': 'Capacity.fargate()',
  'BlueGreenOptions.bakeTime': 'Duration.minutes(10)',
  'BlueGreenServiceProps.ingress': 'Ingress.internetFacing()',
  'CanaryOptions.bakeTime': 'Duration.minutes(10)',
  'CanaryOptions.canaryBakeTime': 'Duration.minutes(10)',
  'CanaryOptions.canaryPercent': '5',
  'CodeCommitSourceOptions.branch': '\'main\'',
  'CodeConnectionSourceOptions.branch': '\'main\'',
  'ContainerProps.architecture': 'ecs.CpuArchitecture.X86_64',
  'ContainerProps.containerPort': '8080',
  'ContainerProps.cpu': '256',
  'ContainerProps.enableExecuteCommand': 'false',
  'ContainerProps.logRetention': 'logs.RetentionDays.ONE_MONTH',
  'ContainerProps.memoryLimitMiB': '512',
  'ContainerProps.readonlyRootFilesystem': 'false',
  'ContainerRepositoryProps.imagesToKeep': '50',
  'ContainerRepositoryProps.removalPolicy': 'RemovalPolicy.RETAIN',
  'ContainerRepositoryProps.scanning': 'ImageScanning.BASIC',
  'ContainerRepositoryProps.untaggedRetention': 'Duration.days(7)',
  'DeploymentHookConfig.onTimeout': 'HookTimeoutAction.ROLLBACK',
  'DockerImageOptions.directory': '\'.\'',
  'DockerImageOptions.dockerfile': '\'Dockerfile\'',
  'Ec2CapacityProps.maxInstances': '10',
  'Ec2CapacityProps.minInstances': '2',
  'Ec2CapacityProps.operatingSystem': 'InstanceOperatingSystem.BOTTLEROCKET',
  'EfsVolumeOptions.readOnly': 'false',
  'ExistingNetworkOptions.dualStack': 'false',
  'HighCpuAlarmProps.severity': 'Severity.WARNING',
  'IServiceNetwork.dualStack': 'false',
  'LambdaHookOptions.onTimeout': 'HookTimeoutAction.ROLLBACK',
  'LinearOptions.bakeTime': 'Duration.minutes(10)',
  'LinearOptions.stepBakeTime': 'Duration.minutes(6)',
  'LinearOptions.stepPercent': '10',
  'LoadBalancerSettings.deletionProtection': 'false',
  'LoadBalancerSettings.sslPolicy': 'elbv2.SslPolicy.RECOMMENDED_TLS',
  'ManualApprovalOptions.everyStep': 'false',
  'ManualApprovalOptions.onTimeout': 'HookTimeoutAction.ROLLBACK',
  'ManualApprovalOptions.timeout': 'Duration.hours(4)',
  'MigrationTask.timeout': 'Duration.minutes(30)',
  'ObservabilityDashboardProps.defaultTimeRange': 'Duration.hours(8)',
  'PauseHookOptions.onTimeout': 'HookTimeoutAction.ROLLBACK',
  'PipelineApprovalOptions.beforeStage': '\'Production\'',
  'PipelineApprovalOptions.timeout': 'Duration.days(7)',
  'PullThroughCacheProps.upstream': 'UpstreamRegistry.ecrPublic()',
  'ReleaseProps.engine': 'DeploymentEngine.ecs()',
  'ReleaseProps.plan': 'DeploymentPlan.blueGreen()',
  'ReleaseProps.testTraffic': 'TestTraffic.closedListener()',
  'RollbackOptions.errorRatePercent': '5',
  'RollbackOptions.unhealthyTargets': '0',
  'RollbackOptions.whileAlarmsFire': 'WhileAlarmsFire.REFUSE',
  'RollingOptions.maxHealthyPercent': '200',
  'RollingOptions.minHealthyPercent': '100',
  'ScalingOptions.cpuPercent': '60',
  'ScalingOptions.maxTasks': '10',
  'ScalingOptions.minTasks': '2',
  'ScalingOptions.scaleInCooldown': 'Duration.seconds(300)',
  'ScalingOptions.scaleOutCooldown': 'Duration.seconds(60)',
  'ServiceConnectOptions.port': '80',
  'ServiceHealthCheck.gracePeriod': 'Duration.seconds(60)',
  'ServiceHealthCheck.healthyStatus': '\'200\'',
  'ServiceHealthCheck.healthyThreshold': '2',
  'ServiceHealthCheck.interval': 'Duration.seconds(10)',
  'ServiceHealthCheck.path': '\'/\'',
  'ServiceHealthCheck.unhealthyThreshold': '3',
  'ServiceImageConfig.fromEcr': 'false',
  'ServiceNetworkProps.cidr': '\'10.0.0.0/16\'',
  'ServiceNetworkProps.dualStack': 'false',
  'ServiceNetworkProps.flowLogRetention': 'Duration.days(90)',
  'ServiceNetworkProps.flowLogs': 'true',
  'ServiceNetworkProps.maxAzs': '2',
  'ServiceNetworkProps.restrictDefaultSecurityGroup': 'false',
  'ServiceNetworkProps.shape': 'NetworkShape.ONE_NAT',
  'ServiceVolumeConfig.readOnly': 'false',
  'SharedLoadBalancerProps.internetFacing': 'true',
  'SmokeTest.retries': '5',
  'SmokeTest.retryInterval': 'Duration.seconds(5)',
  'SmokeTest.timeout': 'Duration.seconds(10)',
  'StandardPipelineProps.approval': 'PipelineApproval.manual()',
  'StandardPipelineProps.artifactRetention': 'Duration.days(90)',
  'TestTrafficOptions.port': '9000',
  'TrafficOptions.deregistrationDelay': 'Duration.seconds(30)',
};

/** The same values as the code has them; those of the other rooms show in the golden templates. */
const REAL: Record<string, unknown> = {
  'BlueGreenOptions.bakeTime': PLAN_DEFAULTS.bakeTime,
  'CanaryOptions.canaryPercent': PLAN_DEFAULTS.canaryPercent,
  'CanaryOptions.canaryBakeTime': PLAN_DEFAULTS.canaryBakeTime,
  'CanaryOptions.bakeTime': PLAN_DEFAULTS.bakeTime,
  'LinearOptions.stepPercent': PLAN_DEFAULTS.linearPercent,
  'LinearOptions.stepBakeTime': PLAN_DEFAULTS.linearBakeTime,
  'LinearOptions.bakeTime': PLAN_DEFAULTS.bakeTime,
  'RollingOptions.minHealthyPercent': PLAN_DEFAULTS.minHealthyPercent,
  'RollingOptions.maxHealthyPercent': PLAN_DEFAULTS.maxHealthyPercent,
  'ScalingOptions.minTasks': SERVICE_DEFAULTS.minTasks,
  'ScalingOptions.maxTasks': SERVICE_DEFAULTS.maxTasks,
  'ScalingOptions.cpuPercent': SERVICE_DEFAULTS.cpuPercent,
  'ScalingOptions.scaleInCooldown': COOLDOWNS.scaleIn,
  'ScalingOptions.scaleOutCooldown': COOLDOWNS.scaleOut,
  'RollbackOptions.errorRatePercent': SERVICE_DEFAULTS.errorRatePercent,
  'RollbackOptions.unhealthyTargets': SERVICE_DEFAULTS.unhealthyTargets,
  'Ec2CapacityProps.minInstances': EC2_DEFAULTS.minInstances,
  'Ec2CapacityProps.maxInstances': EC2_DEFAULTS.maxInstances,
  'SmokeTest.retries': SMOKE_TEST_DEFAULTS.retries,
  'SmokeTest.retryInterval': SMOKE_TEST_DEFAULTS.retryInterval,
  'SmokeTest.timeout': SMOKE_TEST_DEFAULTS.timeout,
  'TestTrafficOptions.port': TRAFFIC.testPort,
  'TrafficOptions.deregistrationDelay': TRAFFIC.deregistrationDelay,
  'ManualApprovalOptions.timeout': HOOK_DEFAULTS.approvalTimeout,
  'MigrationTask.timeout': HOOK_DEFAULTS.migrationTimeout,
  'ContainerProps.containerPort': SERVICE_DEFAULTS.containerPort,
  'ContainerProps.cpu': SERVICE_DEFAULTS.cpu,
  'ContainerProps.memoryLimitMiB': SERVICE_DEFAULTS.memoryLimitMiB,
  'ServiceHealthCheck.path': SERVICE_DEFAULTS.healthCheckPath,
  'ServiceHealthCheck.gracePeriod': SERVICE_DEFAULTS.healthCheckGracePeriod,
  'ServiceHealthCheck.interval': TRAFFIC.healthCheck.interval,
  'ServiceHealthCheck.healthyThreshold': TRAFFIC.healthCheck.healthyThresholdCount,
  'ServiceHealthCheck.unhealthyThreshold': TRAFFIC.healthCheck.unhealthyThresholdCount,
  'CodeCommitSourceOptions.branch': PIPELINE_DEFAULTS.branch,
  'CodeConnectionSourceOptions.branch': PIPELINE_DEFAULTS.branch,
  'ContainerRepositoryProps.imagesToKeep': REGISTRY_DEFAULTS.imagesToKeep,
  'ContainerRepositoryProps.untaggedRetention': REGISTRY_DEFAULTS.untaggedRetention,
  'DockerImageOptions.dockerfile': PIPELINE_DEFAULTS.dockerfile,
  'DockerImageOptions.directory': PIPELINE_DEFAULTS.directory,
  'PipelineApprovalOptions.timeout': PIPELINE_DEFAULTS.approvalTimeout,
  'StandardPipelineProps.artifactRetention': PIPELINE_DEFAULTS.artifactRetention,
};

test('the documented defaults are those that users rely on', () => {
  const found = readAssembly().flatMap((type) => (type.properties ?? [])
    .filter(({ optional, docs }) => optional && docs?.default && !docs.default.startsWith('-'))
    .map(({ name, docs }) => [`${type.name}.${name}`, docs!.default!]));
  expect(Object.fromEntries(found)).toEqual(DOCUMENTED);
});

test.each(Object.entries(REAL))('%s has its documented default', (prop, real) => {
  expect(asDocumented(real)).toBe(DOCUMENTED[prop]);
});

function asDocumented(value: unknown): string {
  if (typeof value === 'string') { return `'${value}'`; }
  if (!(value instanceof Duration)) { return String(value); }
  const unit = value.unitLabel();
  return `Duration.${unit}(${value.formatTokenToNumber().split(' ')[0]})`;
}
