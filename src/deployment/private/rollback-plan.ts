import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS } from './defaults';
import { inputError, requireAlarm, requireInRange, show } from '../../core/private/input-error';
import { RollbackOptions } from '../rollback-options';

export interface RollbackPlan {
  readonly errorRatePercent: number;
  readonly latencySeconds?: number;
  readonly unhealthyTargets: number;
  readonly alarms: cloudwatch.IAlarm[];
}

export function resolveRollback(scope: Construct, options: RollbackOptions = {}): RollbackPlan {
  const { errorRatePercent = SERVICE_DEFAULTS.errorRatePercent, latencySeconds, unhealthyTargets = SERVICE_DEFAULTS.unhealthyTargets, alarms = [] } = options;
  requireInRange(scope, { prop: 'errorRatePercent', value: errorRatePercent, min: 0.01, max: 100 });
  requireInRange(scope, { prop: 'latencySeconds', value: latencySeconds, min: 0.001, unit: 'seconds' });
  requireInRange(scope, { prop: 'unhealthyTargets', value: unhealthyTargets, min: 0, integer: true, unit: 'targets' });
  if (!Array.isArray(alarms)) { throw inputError(scope, `'alarms' must be a list of CloudWatch alarms, got ${show(alarms)}`); }
  alarms.forEach((alarm, index) => requireAlarm(scope, `alarms[${index}]`, alarm));
  return { errorRatePercent, latencySeconds, unhealthyTargets, alarms };
}
