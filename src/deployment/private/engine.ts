import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { HookList } from './hook-list';
import { ReleasePlan } from './release-plan';
import { RollbackGate } from './rollback-gate';
import { ServicePlan } from './service-plan';
import { Traffic } from './traffic';

/** The finished parts of a service that an engine brings together. */
export interface ReleaseParts {
  readonly service: ecs.BaseService;
  readonly traffic: Traffic;
  readonly gate: RollbackGate;
  readonly hooks: HookList;
}

/** The options of the ECS service that say how it is deployed. */
export type ReleaseServiceOptions = Pick<ecs.FargateServiceProps,
'deploymentController' | 'deploymentStrategy' | 'bakeTime' | 'canaryConfiguration' | 'linearConfiguration' | 'minHealthyPercent' | 'maxHealthyPercent' |
'circuitBreaker' | 'availabilityZoneRebalancing'>;

/** Who carries a deployment plan out. */
export interface ReleaseEngine {
  /** Whether the test rule leads to the live version while nothing is deployed; else it leads to the other target group. */
  readonly testsLiveVersion: boolean;

  /** Fails for what this engine cannot do; before anything is made. */
  validate(scope: Construct, release: ReleasePlan): void;

  /** How the ECS service says it. */
  serviceOptions(release: ReleasePlan): ReleaseServiceOptions;

  /**
   * Registers the tasks with the traffic, and has alarms and hooks guard the deployments. Returns what deployments are asked
   * of, where that is not the service itself.
   */
  connect(scope: Construct, plan: ServicePlan, parts: ReleaseParts): codedeploy.IEcsDeploymentGroup | undefined;
}
