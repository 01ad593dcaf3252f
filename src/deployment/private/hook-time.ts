import { IConstruct } from 'constructs';
import { PlanSettings, shiftMinutes, stepsOf } from './plan-settings';
import { inputError } from '../../core/private/input-error';
import { DeploymentHookConfig } from '../deployment-hook';
import { DeploymentStage } from '../deployment-stage';

/** CloudFormation gives up after 36 hours; Amazon ECS refuses bake times and timeouts of hooks that add up to more than 33. */
const CLOUD_FORMATION_HOURS = 33;

/** Fails for hooks that may wait for so long that a deployment through CloudFormation cannot end. */
export function requireHooksInTime(scope: IConstruct, hooks: DeploymentHookConfig[], plan: PlanSettings): void {
  const [shift, waiting] = [shiftMinutes(plan), waitingMinutes(hooks, plan)];
  if (shift === undefined || waiting === undefined) { return; }
  const hours = (shift + waiting) / 60;
  if (hours <= CLOUD_FORMATION_HOURS) { return; }
  throw inputError(scope, "'timeout' of all hooks, once per step of the shift where they happen at each, and the shift itself must add up to at most " +
    `${CLOUD_FORMATION_HOURS} hours, got ${Math.round(hours * 10) / 10}. CloudFormation gives up on longer deployments: lower a 'timeout'; a pause without one waits for a day`);
}

/** How long hooks may hold a deployment up, all in all; undefined when that is not known at synth. */
export function waitingMinutes(hooks: DeploymentHookConfig[], plan: PlanSettings): number | undefined {
  if (hooks.some(({ timeout }) => timeout?.isUnresolved())) { return undefined; }
  return hooks
    .flatMap(({ stages, timeout }) => stages.map((stage) => (timeout?.toMinutes() ?? 0) * timesOf(stage, plan)))
    .reduce((sum, minutes) => sum + minutes, 0);
}

/** How often a deployment comes by a moment. */
function timesOf(stage: DeploymentStage, plan: PlanSettings): number {
  const atEachStep = stage === DeploymentStage.PRE_PRODUCTION_TRAFFIC_SHIFT || stage === DeploymentStage.PRODUCTION_TRAFFIC_SHIFT;
  return atEachStep ? stepsOf(plan) + 1 : 1;
}
