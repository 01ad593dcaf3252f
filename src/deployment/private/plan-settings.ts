import { Duration, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { inputError, requireInRange } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';

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

/** The plan, checked. */
export function resolvePlan(scope: IConstruct, plan: PlanSettings): PlanSettings {
  requireWholeMinutes(scope, 'bakeTime', plan.bakeTime);
  requireRoomToReplace(scope, plan);
  const { step } = plan;
  if (!step) { return plan; }

  requireShare(scope, step);
  requireWholeMinutes(scope, step.bakeTimeProp, step.bakeTime);
  return { ...plan, step: { ...step, percent: inTenths(step.percent) } };
}

/** A computed 0.1 + 0.2 is a little more than 0.3, which the L2 refuses. */
function inTenths(percent: number): number {
  return Token.isUnresolved(percent) ? percent : Math.round(percent * 10) / 10;
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
  requireDuration(scope, { prop, value, unit: 'minutes', min: 0, max: MAX_BAKE_MINUTES, example: 'Duration.minutes(10)' });
}

/** How long the traffic shift and the bake after it take; undefined when that is not known at synth. */
export function shiftMinutes(plan: PlanSettings): number | undefined {
  const steps = stepMinutes(plan);
  if (steps === undefined || plan.bakeTime?.isUnresolved()) { return undefined; }
  return steps + (plan.bakeTime?.toMinutes() ?? 0);
}

/** How long the traffic shift takes; undefined when that is not known at synth. */
export function stepMinutes(plan: PlanSettings): number | undefined {
  const { step } = plan;
  if (!step) { return 0; }
  if (step.bakeTime.isUnresolved() || Token.isUnresolved(step.percent)) { return undefined; }
  return stepsOf(plan) * step.bakeTime.toMinutes();
}

/** How often the shift waits before it is complete. */
export function stepsOf({ strategy, step }: PlanSettings): number {
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
