import { IConstruct } from 'constructs';
import { PlanSettings, shiftMinutes, stepMinutes, stepsOf } from './plan-settings';
import { inputError } from '../../core/private/input-error';

/** CloudFormation gives up after 36 hours, so it refuses traffic shifts that take more than 33. */
const CLOUD_FORMATION_HOURS = 33;

/** CodeDeploy gives each deployment two days to shift its traffic. */
const CODE_DEPLOY_HOURS = 48;

/** Fails for a shift and bake that a deployment through CloudFormation has no time for. */
export function requireCloudFormationInTime(scope: IConstruct, plan: PlanSettings): void {
  if (!plan.step || !isLonger(shiftMinutes(plan), CLOUD_FORMATION_HOURS)) { return; }
  throw inputError(scope, `'${plan.step.bakeTimeProp}' and 'bakeTime' must add up to at most ${CLOUD_FORMATION_HOURS} hours${over(plan)}, ` +
    `got ${hours(shiftMinutes(plan))} hours. CloudFormation refuses longer shifts: take larger or shorter steps`);
}

/** Fails for a shift that CodeDeploy has no time for. */
export function requireCodeDeployInTime(scope: IConstruct, plan: PlanSettings): void {
  if (!plan.step || !isLonger(stepMinutes(plan), CODE_DEPLOY_HOURS)) { return; }
  throw inputError(scope, `'${plan.step.bakeTimeProp}' must add up to at most ${CODE_DEPLOY_HOURS} hours${over(plan)}, ` +
    `got ${hours(stepMinutes(plan))} hours. CodeDeploy refuses longer shifts: take larger or shorter steps`);
}

function isLonger(minutes: number | undefined, limit: number): boolean {
  return minutes !== undefined && minutes > limit * 60;
}

function over(plan: PlanSettings): string {
  return stepsOf(plan) > 1 ? ` over all ${stepsOf(plan)} steps` : '';
}

function hours(minutes: number = 0): number {
  return Math.round(minutes / 6) / 10;
}
