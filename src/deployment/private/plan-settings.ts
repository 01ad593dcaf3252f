import { Duration, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { inputError, requireAbility, requireInRange } from '../../core/private/input-error';

/** A share of the traffic and how long it lasts, with the names under which the user gave them. */
export interface ShiftStep {
  readonly percentProp: string;
  readonly percent: number;
  readonly minPercent: number;
  readonly bakeTimeProp: string;
  readonly bakeTime: Duration;
}

/** A deployment plan as data. */
export interface PlanSettings {
  readonly strategy: ecs.DeploymentStrategy;
  readonly bakeTime?: Duration;
  readonly step?: ShiftStep;
  readonly minHealthyPercent?: number;
  readonly maxHealthyPercent?: number;
}

/** Amazon ECS accepts at most a day for each wait. */
const MAX_BAKE_MINUTES = 24 * 60;

/** CloudFormation gives up after 36 hours, so it refuses traffic shifts that take more than 33. */
const MAX_SHIFT_HOURS = 33;

export function requireValidPlan(scope: IConstruct, plan: PlanSettings): void {
  requireWholeMinutes(scope, 'bakeTime', plan.bakeTime);
  if (plan.step) {
    requireShare(scope, plan.step);
    requireWholeMinutes(scope, plan.step.bakeTimeProp, plan.step.bakeTime);
    requireInTime(scope, plan, plan.step);
  }
  requireRoomToReplace(scope, plan);
}

function requireShare(scope: IConstruct, step: ShiftStep): void {
  requireInRange(scope, { prop: step.percentProp, value: step.percent, min: step.minPercent, max: 100 });
  if (Token.isUnresolved(step.percent)) { return; }
  const tenths = step.percent * 10;
  if (Math.abs(tenths - Math.round(tenths)) > 1e-9) {
    throw inputError(scope, `'${step.percentProp}' must be a multiple of 0.1, got ${step.percent}. Use ${Math.round(tenths) / 10}`);
  }
}

function requireWholeMinutes(scope: IConstruct, prop: string, value: Duration | undefined): void {
  if (value === undefined) { return; }
  requireAbility(scope, { prop, value, method: 'isUnresolved', expected: 'a Duration, such as Duration.minutes(10)' });
  if (value.isUnresolved()) { return; }
  requireInRange(scope, {
    prop, value: value.toMinutes({ integral: false }), min: 0, max: MAX_BAKE_MINUTES, integer: true, unit: 'minutes',
  });
}

function requireInTime(scope: IConstruct, plan: PlanSettings, step: ShiftStep): void {
  const minutes = shiftMinutes(plan);
  if (minutes !== undefined && minutes > MAX_SHIFT_HOURS * 60) {
    throw inputError(scope, `'${step.bakeTimeProp}' and 'bakeTime' must add up to at most ${MAX_SHIFT_HOURS} hours over all ${stepsOf(plan)} steps, ` +
      `got ${Math.round(minutes / 6) / 10} hours. CloudFormation refuses longer shifts: take larger or shorter steps`);
  }
}

/** How long the traffic shift and the bake after it take; undefined when that is not known at synth. */
export function shiftMinutes(plan: PlanSettings): number | undefined {
  const { step, bakeTime } = plan;
  if (step?.bakeTime.isUnresolved() || bakeTime?.isUnresolved() || Token.isUnresolved(step?.percent)) { return undefined; }
  return stepsOf(plan) * (step?.bakeTime.toMinutes() ?? 0) + (bakeTime?.toMinutes() ?? 0);
}

/** How often the shift waits before it is complete. */
function stepsOf({ strategy, step }: PlanSettings): number {
  if (!step) { return 0; }
  return strategy === ecs.DeploymentStrategy.LINEAR ? Math.ceil(100 / step.percent) - 1 : 1;
}

function requireRoomToReplace(scope: IConstruct, plan: PlanSettings): void {
  const { minHealthyPercent: min, maxHealthyPercent: max } = plan;
  requireInRange(scope, { prop: 'minHealthyPercent', value: min, min: 0, max: 100, integer: true });
  requireInRange(scope, { prop: 'maxHealthyPercent', value: max, min: 100, max: 200, integer: true });
  if (min === 100 && max === 100) {
    throw inputError(scope, "'maxHealthyPercent' must be above 'minHealthyPercent', got 100 and 100. " +
      'With both at 100 no task can ever be replaced: raise maxHealthyPercent to 200');
  }
}
