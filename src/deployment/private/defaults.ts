import { Duration } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';

/** Quoted in the docs of `DeploymentPlan`; a test pins them. Steps are what Amazon ECS itself proposes. */
export const PLAN_DEFAULTS = {
  bakeTime: Duration.minutes(10),
  canaryPercent: 5,
  canaryBakeTime: Duration.minutes(10),
  linearPercent: 10,
  linearBakeTime: Duration.minutes(6),
  minHealthyPercent: 100,
  maxHealthyPercent: 200,
};

/** Quoted in the docs of `BlueGreenFargateServiceProps`; a test pins them. */
export const SERVICE_DEFAULTS = {
  containerPort: 8080,
  healthCheckPath: '/',
  healthCheckGracePeriod: Duration.seconds(60),
  cpu: 256,
  memoryLimitMiB: 512,
  minTasks: 2,
  maxTasks: 10,
  cpuPercent: 60,
  errorRatePercent: 5,
  unhealthyTargets: 0,
  logRetention: logs.RetentionDays.ONE_MONTH,
};

/** What stays writable with a read-only root file system; the placeholder needs it too. Quoted in the docs of `ContainerProps`. */
export const TMP = { path: '/tmp', sizeMiB: 64 };

/** What waits for a new number of tasks: more come quickly, fewer slowly. Quoted in the docs of `ScalingOptions`; a test pins them. */
export const COOLDOWNS = {
  scaleIn: Duration.seconds(300),
  scaleOut: Duration.seconds(60),
};

/** Where the reason is not plain, it is beside. The health check is quoted in the docs of `ServiceHealthCheck`. */
export const TRAFFIC = {
  testPort: 9000,
  rulePriority: 100,
  /** The AWS default of 300 s is the most common cause of slow deployments; most requests are shorter than this. */
  deregistrationDelay: Duration.seconds(30),
  /** A new colour is in service after 20 s instead of the 150 s of the AWS defaults. */
  healthCheck: {
    interval: Duration.seconds(10),
    timeout: Duration.seconds(5),
    healthyThresholdCount: 2,
    unhealthyThresholdCount: 3,
  },
};

/** Quoted in the docs of `Ec2CapacityProps`; a test pins them. */
export const EC2_DEFAULTS = {
  instanceType: 't3.medium',
  minInstances: 2,
  maxInstances: 10,
};
