import { Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { COOLDOWNS, SERVICE_DEFAULTS } from './defaults';
import { inputError, requireInRange, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { ScalingOptions, ScalingSchedule } from '../scaling-options';

/** What Application Auto Scaling accepts. */
const MAX_COOLDOWN_SECONDS = 2 ** 31 - 1;

/** How many tasks run and why, defaults filled in and checked. */
export interface ScalingPlan {
  readonly minTasks: number;
  readonly maxTasks: number;
  readonly cpuPercent: number;
  readonly memoryPercent?: number;
  readonly requestsPerTask?: number;
  readonly schedules: ScalingSchedule[];
  readonly scaleInCooldown: Duration;
  readonly scaleOutCooldown: Duration;
}

export function resolveScaling(scope: Construct, options: ScalingOptions = {}): ScalingPlan {
  const { minTasks = SERVICE_DEFAULTS.minTasks, cpuPercent = SERVICE_DEFAULTS.cpuPercent, memoryPercent, requestsPerTask, schedules = [] } = options;
  const { scaleInCooldown = COOLDOWNS.scaleIn, scaleOutCooldown = COOLDOWNS.scaleOut } = options;
  const maxTasks = options.maxTasks ?? defaultMaxTasks(minTasks);
  requireLimits(scope, minTasks, maxTasks);
  requireInRange(scope, { prop: 'cpuPercent', value: cpuPercent, min: 1, max: 100 });
  requireInRange(scope, { prop: 'memoryPercent', value: memoryPercent, min: 1, max: 100 });
  requireInRange(scope, { prop: 'requestsPerTask', value: requestsPerTask, min: 0.001, unit: 'requests a minute' });
  requireCooldown(scope, 'scaleInCooldown', scaleInCooldown);
  requireCooldown(scope, 'scaleOutCooldown', scaleOutCooldown);
  requireSchedules(scope, schedules, minTasks, maxTasks);
  return { minTasks, maxTasks, cpuPercent, memoryPercent, requestsPerTask, schedules, scaleInCooldown, scaleOutCooldown };
}

/** A minimum above the default maximum is no mistake: the service then keeps that many tasks. */
function defaultMaxTasks(minTasks: number): number {
  return areKnown(minTasks) ? Math.max(SERVICE_DEFAULTS.maxTasks, minTasks) : SERVICE_DEFAULTS.maxTasks;
}

function requireLimits(scope: Construct, minTasks: number, maxTasks: number): void {
  requireInRange(scope, { prop: 'minTasks', value: minTasks, min: 1, integer: true, unit: 'task' });
  requireInRange(scope, { prop: 'maxTasks', value: maxTasks, min: 1, integer: true, unit: 'task' });
  if (areKnown(minTasks, maxTasks) && maxTasks < minTasks) {
    throw inputError(scope, `'maxTasks' must be at least 'minTasks' (${minTasks}), got ${maxTasks}`);
  }
}

function requireCooldown(scope: Construct, prop: string, value: Duration): void {
  requireDuration(scope, { prop, value, unit: 'seconds', min: 0, max: MAX_COOLDOWN_SECONDS, example: 'Duration.seconds(60)' });
}

function requireSchedules(scope: Construct, schedules: ScalingSchedule[], minTasks: number, maxTasks: number): void {
  if (!Array.isArray(schedules)) { throw inputError(scope, `'schedules' must be a list, got ${show(schedules)}`); }
  schedules.forEach((entry) => {
    if (entry?.schedule?.expressionString === undefined) {
      throw inputError(scope, "'schedule' must be an appscaling.Schedule, such as appscaling.Schedule.cron({ hour: '7', minute: '30' })");
    }
    if (entry.minTasks === undefined && entry.maxTasks === undefined) {
      throw inputError(scope, `'schedules' must set 'minTasks' or 'maxTasks', got neither for ${entry.schedule.expressionString}`);
    }
    requireLimits(scope, entry.minTasks ?? minTasks, entry.maxTasks ?? maxTasks);
  });
}

function areKnown(...values: number[]): boolean {
  return !values.some((value) => Token.isUnresolved(value));
}
