import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PIPELINE_DEFAULTS } from './defaults';
import { inputError, requireAbility, requireInRange } from '../../core/private/input-error';
import { IBlueGreenService } from '../../deployment';

/** What CodeBuild accepts. */
const LIMITS = { min: 5, max: 36 * 60 };

/** For the tasks to start and to stop, and for a deployment that is still under way. */
const MINUTES_BESIDE_THE_SHIFT = 60;

/** How long to wait for a deployment of the service: as asked, or as its plan needs. */
export function resolveDeployTimeout(scope: IConstruct, service: IBlueGreenService, asked: Duration | undefined): Duration {
  const shift = service.plannedDuration?.toMinutes();
  if (!asked) { return defaultTimeout(shift); }
  requireAbility(scope, { prop: 'timeout', value: asked, method: 'toMinutes', expected: 'a Duration, such as Duration.hours(24)' });
  if (asked.isUnresolved()) { return asked; }

  const minutes = asked.toMinutes({ integral: false });
  requireInRange(scope, { prop: 'timeout', value: minutes, ...LIMITS, integer: true, unit: 'minutes' });
  if (shift !== undefined && minutes < shift) {
    throw inputError(scope, `'timeout' must be at least the ${shift} minutes that a deployment of ${service.node.path} may take with its plan and ` +
      `hooks, got ${minutes} minutes. Raise it, leave it out, or give the service a faster plan`);
  }
  return asked;
}

function defaultTimeout(shift: number = 0): Duration {
  const needed = Math.min(shift + MINUTES_BESIDE_THE_SHIFT, LIMITS.max);
  return Duration.minutes(Math.max(PIPELINE_DEFAULTS.deployTimeout.toMinutes(), needed));
}
