import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { PLAN_DEFAULTS } from './defaults';
import { PlanSettings, ShiftStep } from './plan-settings';
import { ReleasePlan } from './release-plan';
import { requireCodeDeployInTime } from './shift-limit';
import { inputError, requireAbility, requireInRange, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { CodeDeployOptions } from '../code-deploy-options';

/** CodeDeploy waits two days at most, for a person and before it stops the old version. */
const MAX_WAIT_MINUTES = 2880;

/** Fails for what CodeDeploy cannot do. */
export function requireForCodeDeploy(scope: Construct, { settings }: ReleasePlan, options: CodeDeployOptions): void {
  requireOptions(scope, options);
  requireShift(scope, settings);
  requireOneShift(scope, settings, options);
  if (settings.step) { requireStep(scope, settings.step); }
  requireCodeDeployInTime(scope, settings);
}

function requireOptions(scope: Construct, options: CodeDeployOptions): void {
  requireKinds(scope, { options }, { options: 'options' });
  const { application, deploymentConfig, hookFunctions = [] } = options;
  if (application !== undefined && !application?.applicationName) {
    throw inputError(scope, "'application' must be an application of CodeDeploy, such as new codedeploy.EcsApplication(this, 'Releases')");
  }
  if (deploymentConfig !== undefined && !deploymentConfig?.deploymentConfigName) {
    throw inputError(scope, "'deploymentConfig' must be a configuration of CodeDeploy, such as codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES");
  }
  if (!Array.isArray(hookFunctions)) { throw inputError(scope, `'hookFunctions' must be a list of functions, got ${show(typeof hookFunctions)}`); }
  hookFunctions.forEach((value) => requireAbility(scope, { prop: 'hookFunctions', value, method: 'grantInvoke', expected: 'a list of Lambda functions' }));
  requireWait(scope, 'terminationWaitTime', options.terminationWaitTime, 0);
  requireWait(scope, 'deploymentApprovalWaitTime', options.deploymentApprovalWaitTime, 1);
}

function requireWait(scope: Construct, prop: string, value: Duration | undefined, min: number): void {
  requireDuration(scope, { prop, value, unit: 'minutes', min, max: MAX_WAIT_MINUTES, example: 'Duration.minutes(60)' });
}

/** CodeDeploy has no rolling deployments of ECS services. */
function requireShift(scope: Construct, { strategy }: PlanSettings): void {
  if (strategy !== ecs.DeploymentStrategy.ROLLING) { return; }
  throw inputError(scope, "'plan' must shift traffic with DeploymentEngine.codeDeploy(), got one that replaces tasks, rolling or recreate. " +
    'CodeDeploy starts the new version beside the old one: take blueGreen, allAtOnce, canary or linear, or use DeploymentEngine.ecs()');
}

/** Two answers to one question: a plan and a configuration of CodeDeploy. */
function requireOneShift(scope: Construct, { strategy, bakeTime }: PlanSettings, { deploymentConfig }: CodeDeployOptions): void {
  const isDefault = strategy === ecs.DeploymentStrategy.BLUE_GREEN && bakeTime === PLAN_DEFAULTS.bakeTime;
  if (!deploymentConfig || isDefault) { return; }
  throw inputError(scope, "'plan' must be left out when DeploymentEngine.codeDeploy() has a 'deploymentConfig': both say how traffic shifts. " +
    "Leave out one of the two; how long the old version stays, 'terminationWaitTime' says");
}

function requireStep(scope: Construct, { percentProp, percent, bakeTimeProp, bakeTime }: ShiftStep): void {
  const fix = 'CodeDeploy knows no fractions';
  requireInRange(scope, { prop: percentProp, value: percent, min: 1, max: 99, integer: true, unit: 'percent', fix });
  if (bakeTime.isUnresolved()) { return; }
  requireInRange(scope, { prop: bakeTimeProp, value: bakeTime.toMinutes(), min: 1, max: 1440, integer: true, unit: 'minutes' });
}
