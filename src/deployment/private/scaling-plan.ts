import { Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS } from './defaults';
import { Traffic } from './traffic';
import { inputError, requireInRange } from '../../core/private/input-error';
import { ScalingOptions } from '../scaling-options';

export type ScalingPlan = Required<ScalingOptions>;

export function resolveScaling(scope: Construct, options: ScalingOptions = {}): ScalingPlan {
  const { minTasks = SERVICE_DEFAULTS.minTasks, cpuPercent = SERVICE_DEFAULTS.cpuPercent } = options;
  const maxTasks = options.maxTasks ?? defaultMaxTasks(minTasks);
  requireInRange(scope, { prop: 'minTasks', value: minTasks, min: 1, integer: true, unit: 'task' });
  requireInRange(scope, { prop: 'maxTasks', value: maxTasks, min: 1, integer: true, unit: 'task' });
  requireInRange(scope, { prop: 'cpuPercent', value: cpuPercent, min: 1, max: 100 });
  if (areKnown(minTasks, maxTasks) && maxTasks < minTasks) {
    throw inputError(scope, `'maxTasks' must be at least 'minTasks' (${minTasks}), got ${maxTasks}`);
  }
  return { minTasks, maxTasks, cpuPercent };
}

export function scale(service: ecs.BaseService, scaling: ScalingPlan, _traffic: Traffic): ecs.ScalableTaskCount {
  const count = service.autoScaleTaskCount({ minCapacity: scaling.minTasks, maxCapacity: scaling.maxTasks });
  count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: scaling.cpuPercent });
  return count;
}

/** A minimum above the default maximum is no mistake: the service then keeps that many tasks. */
function defaultMaxTasks(minTasks: number): number {
  return areKnown(minTasks) ? Math.max(SERVICE_DEFAULTS.maxTasks, minTasks) : SERVICE_DEFAULTS.maxTasks;
}

function areKnown(...values: number[]): boolean {
  return !values.some((value) => Token.isUnresolved(value));
}
