import { Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { inputError, requireAlarm } from '../../core/private/input-error';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';

/** What CloudFormation appends to a name that it makes, with hyphens. */
const SUFFIX = 15;

/**
 * How a rule names an alarm: by its name, which is half as long as its ARN and enough, because a composite alarm only knows
 * alarms of its own account and region.
 */
export function nameIn(scope: Construct, alarm: cloudwatch.IAlarm): string {
  requireAlarm(scope, 'rule', alarm);
  const [here, there] = [Stack.of(scope), Stack.of(alarm)];
  if (inSameEnvironment(here, there)) { return alarm.alarmName; }
  throw inputError(scope, `'rule' must name alarms of the account and region of the composite alarm (${sayEnvironment(here)}), got '${alarm.node.path}' of ${sayEnvironment(there)}`);
}

/** On while one of them is. */
export function anyOf(scope: Construct, alarms: cloudwatch.IAlarm[]): string {
  return alarms.map((alarm) => `ALARM("${nameIn(scope, alarm)}")`).join(' OR ');
}

/** How long a rule may become: names that CloudFormation makes are only known at deployment. */
export function lengthOfName(alarm: cloudwatch.IAlarm): number {
  if (!Token.isUnresolved(alarm.alarmName)) { return alarm.alarmName.length; }
  const { stackName } = Stack.of(alarm);
  const logicalId = alarm.node.path.replace(/[^A-Za-z0-9]/g, '').length + 8;
  return Math.min(255, (Token.isUnresolved(stackName) ? 128 : stackName.length) + logicalId + SUFFIX);
}
