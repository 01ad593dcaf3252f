import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PlanSettings } from './plan-settings';
import { ScalingPlan } from './scaling-plan';
import { inputError } from '../../core/private/input-error';

/**
 * Fails when a rolling deployment would hang: Amazon ECS rounds up the tasks that must stay and rounds down those that may run,
 * and with few tasks none may then start and none may stop.
 */
export function requireRollingRoom(scope: IConstruct, { minHealthyPercent, maxHealthyPercent }: PlanSettings, scaling: ScalingPlan): void {
  if (minHealthyPercent === undefined || maxHealthyPercent === undefined) { return; }
  const tasks = fewestTasks(scaling);
  if ([minHealthyPercent, maxHealthyPercent, tasks].some((value) => Token.isUnresolved(value))) { return; }

  const [stay, mayRun] = [Math.ceil(tasks * minHealthyPercent / 100), Math.floor(tasks * maxHealthyPercent / 100)];
  if (stay < mayRun) { return; }
  throw inputError(scope, `'maxHealthyPercent' (${maxHealthyPercent}) must leave room to replace a task, got none with ${tasks} ` +
    `${tasks === 1 ? 'task' : 'tasks'}: ${stay} must stay and ${mayRun} may run. Raise it to 200, or lower 'minHealthyPercent' (${minHealthyPercent})`);
}

/** How few tasks a deployment may meet; more always have more room. */
function fewestTasks({ minTasks, schedules }: ScalingPlan): number {
  const scheduled = schedules.map((schedule) => schedule.minTasks ?? minTasks).filter((tasks) => tasks > 0);
  return Math.min(minTasks, ...scheduled);
}
