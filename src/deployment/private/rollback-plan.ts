import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS } from './defaults';
import { requireInRange } from '../../core/private/input-error';
import { RollbackOptions } from '../rollback-options';

export interface RollbackPlan {
  readonly errorRatePercent: number;
  readonly latencySeconds?: number;
  readonly alarms: cloudwatch.IAlarm[];
}

export function resolveRollback(scope: Construct, options: RollbackOptions = {}): RollbackPlan {
  const { errorRatePercent = SERVICE_DEFAULTS.errorRatePercent, latencySeconds, alarms = [] } = options;
  requireInRange(scope, { prop: 'errorRatePercent', value: errorRatePercent, min: 0.01, max: 100 });
  requireInRange(scope, { prop: 'latencySeconds', value: latencySeconds, min: 0.001, unit: 'seconds' });
  return { errorRatePercent, latencySeconds, alarms };
}
