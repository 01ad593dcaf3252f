import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { requireTagValue } from './alarm-tags';
import { areDifferentWays, heardOf } from './ways';
import { Severity } from '../../core';
import { inputError, requireAbility } from '../../core/private/input-error';
import { passesValidation } from '../../core/private/passes-validation';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { AlertRouterProps } from '../alert-router-props';
import { IDestination } from '../destination';

/** In the construct tree: what tells of alerts that do not arrive. */
export const DELIVERY_FAILURES = 'DeliveryFailures';

const A_DESTINATION = "a destination, such as Destination.email('team@example.com')";

/** What a router does, every default filled in. */
export interface RouterPlan {
  readonly destinations: Record<Severity, IDestination[]>;
  /** Absent where the user says nothing of it. */
  readonly deliveryFailures?: IDestination[];
  /** The severities that can tell when another one fails to. */
  readonly otherWays: Severity[];
  readonly okNotifications: Severity[];
  readonly team?: string;
  readonly service?: string;
  readonly tagsInPayload: boolean;
  readonly encryptionKey?: kms.IKey;
  readonly ownsKey: boolean;
}

export function resolveRouter(scope: Construct, props: AlertRouterProps): RouterPlan {
  requireKinds(scope, props, {
    critical: 'list', warning: 'list', informational: 'list', deliveryFailures: 'list', okNotifications: 'list', tagsInPayload: 'flag', createKey: 'flag',
  });
  const { okNotifications = [Severity.CRITICAL], createKey = false, team, service, deliveryFailures } = props;
  const { tagsInPayload = passesValidation('ActionConfiguration') } = props;
  okNotifications.forEach((severity) => requireMember(scope, 'okNotifications', severity ?? null, Severity, 'Severity'));
  requireTagValue(scope, 'team', team);
  requireTagValue(scope, 'service', service);
  const destinations = resolveDestinations(scope, props);
  return {
    destinations,
    deliveryFailures,
    otherWays: otherWaysOf(destinations),
    okNotifications,
    team,
    service,
    tagsInPayload,
    encryptionKey: resolveKey(scope, props),
    ownsKey: createKey,
  };
}

function resolveDestinations(scope: Construct, props: AlertRouterProps): Record<Severity, IDestination[]> {
  const { critical = [], warning = [], informational = [], deliveryFailures = [] } = props;
  if (critical.length + warning.length + informational.length === 0) {
    throw inputError(scope, "'critical', 'warning' or 'informational' must have a destination, got none. "
      + "Add one, such as Destination.email('team@example.com')");
  }
  for (const [prop, values] of Object.entries({ critical, warning, informational, deliveryFailures })) {
    values.forEach((value) => requireAbility(scope, { prop, value, method: 'bind', expected: A_DESTINATION }));
  }
  return { [Severity.CRITICAL]: critical, [Severity.WARNING]: warning, [Severity.INFORMATIONAL]: informational };
}

/** Two severities whose people are reached in different ways: whichever fails, the other one tells. */
function otherWaysOf(destinations: Record<Severity, IDestination[]>): Severity[] {
  const heard = [Severity.CRITICAL, Severity.WARNING, Severity.INFORMATIONAL].filter((severity) => heardOf(destinations[severity]).length > 0);
  const [first, ...others] = heard;
  const other = others.find((severity) => areDifferentWays(destinations[first], destinations[severity]));
  return other ? [first, other] : [];
}

function resolveKey(scope: Construct, { encryptionKey, createKey }: AlertRouterProps): kms.IKey | undefined {
  if (encryptionKey !== undefined) {
    requireAbility(scope, { prop: 'encryptionKey', value: encryptionKey, method: 'grantDecrypt', expected: "a key of AWS KMS, such as new kms.Key(this, 'Key')" });
  }
  if (!createKey) { return encryptionKey; }
  if (encryptionKey) { throw inputError(scope, "'createKey' must be left out when there is an 'encryptionKey', got both. Keep one of them"); }
  return new kms.Key(scope, 'Key', { description: `Alerts of ${scope.node.path}`, enableKeyRotation: true });
}
