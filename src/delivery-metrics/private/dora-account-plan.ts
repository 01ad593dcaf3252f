import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DORA_DEFAULTS } from './defaults';
import { inputError, requireAbility, requirePattern, requireText, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { DoraAccountProps } from '../dora-account';

/** What an account needs, every default filled in. */
export type DoraAccountPlan = Required<Omit<DoraAccountProps, 'readers'>> & Pick<DoraAccountProps, 'readers'>;

export function resolveDoraAccount(scope: Construct, props: DoraAccountProps): DoraAccountPlan {
  requireKinds(scope, props, { metricsAccount: 'text', pipelines: 'list', alarms: 'list', readers: 'list', readRoleName: 'text' });
  const { eventBus, metricsAccount, pipelines = [], alarms = [], readers, readRoleName = DORA_DEFAULTS.readRoleName } = props;
  requireAbility(scope, { prop: 'eventBus', value: eventBus, method: 'grantPutEventsTo', expected: 'an event bus, such as EventBus.fromEventBusArn(…)' });
  requireAccount(scope, 'metricsAccount', metricsAccount);
  requireRoleName(scope, 'readRoleName', readRoleName);
  if (metricsAccount === Stack.of(scope).account) {
    throw inputError(scope, `'metricsAccount' must be another account than that of the pipelines, got ${metricsAccount}. In one account, DoraMetrics needs nothing else`);
  }
  readers?.forEach((reader) => requireReader(scope, reader));
  if (readers?.length === 0) { throw inputError(scope, "'readers' must be at least one ARN of a role, got none. Leave it out for all of the account"); }
  return { eventBus, metricsAccount, pipelines, alarms, readers, readRoleName };
}

export function requireAccount(scope: Construct, prop: string, account: string): void {
  requireText(scope, prop, account, /^\d{12}$/, 'an account with 12 digits, as a text');
}

export function requireRoleName(scope: Construct, prop: string, name: string): void {
  requirePattern(scope, prop, name, /^[\w+=,.@-]{1,64}$/, "1 to 64 letters, digits or any of '+=,.@_-'");
  if (Token.isUnresolved(name)) { throw inputError(scope, `'${prop}' must be known at synth, got a token`); }
}

function requireReader(scope: Construct, reader: unknown): void {
  if (Token.isUnresolved(reader) || (typeof reader === 'string' && /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(reader))) { return; }
  throw inputError(scope, `'readers' must be ARNs of roles, such as 'arn:aws:iam::111111111111:role/Metrics-*', got ${show(reader)}`);
}
