import { Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS } from './defaults';
import { inputError, requireAlarm, requireInRange, show } from '../../core/private/input-error';
import { Environment, inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { RollbackOptions } from '../rollback-options';

export interface RollbackPlan {
  readonly errorRatePercent: number;
  readonly latencySeconds?: number;
  readonly unhealthyTargets: number;
  readonly alarms: cloudwatch.IAlarm[];
}

export function resolveRollback(scope: Construct, options: RollbackOptions = {}): RollbackPlan {
  const { errorRatePercent = SERVICE_DEFAULTS.errorRatePercent, unhealthyTargets = SERVICE_DEFAULTS.unhealthyTargets } = options;
  const { latencySeconds, alarms = [] } = options;
  requireInRange(scope, { prop: 'errorRatePercent', value: errorRatePercent, min: 0.01, max: 100 });
  requireInRange(scope, { prop: 'latencySeconds', value: latencySeconds, min: 0.001, unit: 'seconds' });
  requireInRange(scope, { prop: 'unhealthyTargets', value: unhealthyTargets, min: 0, integer: true, unit: 'targets' });
  if (!Array.isArray(alarms)) { throw inputError(scope, `'alarms' must be a list of CloudWatch alarms, got ${show(alarms)}`); }
  alarms.forEach((alarm, index) => requireRollbackAlarm(scope, `alarms[${index}]`, alarm));
  return { errorRatePercent, latencySeconds, unhealthyTargets, alarms };
}

/** Fails for what cannot roll a deployment back. */
export function requireRollbackAlarm(scope: Construct, prop: string, alarm: cloudwatch.IAlarm): void {
  requireAlarm(scope, prop, alarm);
  const [here, there] = [Stack.of(scope), environmentOf(alarm)];
  if (inSameEnvironment(here, there)) { return; }
  throw inputError(scope, `'${prop}' must be in the account and region of the service (${sayEnvironment(here)}), got '${alarm.node.path}' in ` +
    `${sayEnvironment(there)}. Amazon ECS looks for alarms nowhere else`);
}

/** An imported alarm may be elsewhere than the stack that imports it. */
function environmentOf(alarm: cloudwatch.IAlarm): Environment {
  if (Token.isUnresolved(alarm.alarmArn)) { return Stack.of(alarm); }
  const [, , , region, account] = alarm.alarmArn.split(':');
  return { account, region };
}
