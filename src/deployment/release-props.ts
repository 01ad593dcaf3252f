import { DeploymentEngine } from './deployment-engine';
import { IDeploymentHook } from './deployment-hook';
import { DeploymentPlan } from './deployment-plan';
import { ManualApproval } from './manual-approval';
import { MigrationTask } from './migration-task';
import { RollbackOptions } from './rollback-options';
import { SmokeTest } from './smoke-test';
import { TestTraffic } from './test-traffic';

/** How a new version of a service goes live. */
export interface ReleaseProps {
  /**
   * How a new version goes live.
   *
   * @default DeploymentPlan.blueGreen()
   */
  readonly plan?: DeploymentPlan;

  /**
   * Who carries the plan out.
   *
   * @default DeploymentEngine.ecs()
   */
  readonly engine?: DeploymentEngine;

  /**
   * How the new version can be tried before it goes live.
   *
   * @default TestTraffic.closedListener()
   */
  readonly testTraffic?: TestTraffic;

  /**
   * What is asked of the new version before it gets production traffic. A wrong answer rolls the deployment back.
   *
   * @default - nothing
   */
  readonly smokeTest?: SmokeTest;

  /**
   * A person who has to agree before the new version gets production traffic: `ManualApproval.required()`.
   *
   * Needs the plan to shift traffic, and `DeploymentEngine.ecs()`.
   *
   * @default - nobody has to
   */
  readonly approval?: ManualApproval;

  /**
   * A command of the new version that runs once before its tasks start, such as one that migrates the database.
   *
   * Needs the plan to shift traffic, and `DeploymentEngine.ecs()`.
   *
   * @default - nothing
   */
  readonly migration?: MigrationTask;

  /**
   * What else happens at which moment of a deployment, such as `DeploymentHook.lambdaFunction(...)`.
   *
   * Needs the plan to shift traffic, and `DeploymentEngine.ecs()`.
   *
   * @default - nothing
   */
  readonly hooks?: IDeploymentHook[];

  /**
   * What makes a deployment roll back.
   *
   * @default - 5 percent of failed requests, or a target that stays unhealthy
   */
  readonly rollback?: RollbackOptions;
}
