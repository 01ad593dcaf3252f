import { Annotations, Aspects, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertRouter } from '../../alerting';
import { Severity } from '../../core';
import { AlarmFacts, isPart, recordAlarm, recordPart } from '../../core/private/alarm-facts';
import { inputError, requireAbility, requireAlarm, show } from '../../core/private/input-error';
import { PlainCompositeAlarm } from '../../core/private/plain-alarm';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { WarningId } from '../../core/private/warning-ids';
import { IMute } from '../mute';
import { anyOf, nameIn } from './alarm-rule';
import { makeSilent } from './silent-part';

/**
 * In seconds: how long a composite waits for what may explain it, and how long it stays quiet after that is over. Alarms on
 * one metric change state within a minute of each other.
 */
const PATIENCE = 120;

/** How an alarm reaches people. */
export interface NotificationInput {
  readonly alerts?: AlertRouter;
  readonly severity: Severity;
  readonly facts: AlarmFacts;
  readonly mute?: IMute[];
}

/** The same of an alarm on a metric. */
export interface MetricNotificationInput extends NotificationInput {
  /** Of the composite alarm, where one is needed. */
  readonly id: string;
  readonly description: string;
  /** While one of these is on, nobody is told. */
  readonly explainedBy: cloudwatch.IAlarm[];
  /** What has to be on as well. */
  readonly onlyWith: cloudwatch.AlarmBase[];
}

/**
 * The alarm that people hear of: the given one or, where it may have to keep quiet, a composite alarm of it, because only
 * those can be suppressed.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export function notify(scope: Construct, alarm: cloudwatch.AlarmBase, input: MetricNotificationInput): cloudwatch.AlarmBase {
  const { id, description, explainedBy, onlyWith, facts } = input;
  const suppression = suppressionOf(scope, id, input.mute, explainedBy);
  if (!suppression && onlyWith.length === 0) { return tell(scope, alarm, input); }

  const parts = [alarm, ...onlyWith];
  const alarmRule = parts.map((part) => `ALARM("${nameIn(scope, part)}")`).join(' AND ');
  const composite = new PlainCompositeAlarm(scope, id, { alarmDescription: description, alarmRule, ...suppression });
  parts.forEach(makeSilent);
  recordAlarm(alarm, facts);
  return tell(scope, composite, input);
}

/** Lets people hear of an alarm. What is known of it comes first, because the router looks at that. */
export function tell(scope: Construct, alarm: cloudwatch.AlarmBase, { alerts, severity, facts, mute = [] }: NotificationInput): cloudwatch.AlarmBase {
  recordAlarm(alarm, { ...facts, severity });
  route(scope, alarm, severity, alerts);
  mute.forEach((each) => each.bind(alarm));
  return alarm;
}

/** What keeps a composite alarm quiet: it takes one suppressor, so several become one. */
export function suppressionOf(scope: Construct, id: string, mute: IMute[] = [], explainedBy: cloudwatch.IAlarm[] = []): Suppression | undefined {
  requireMutes(scope, mute);
  const muting = mute.flatMap(({ suppressor }) => suppressor ?? []);
  const suppressors = [...new Set([...explainedBy, ...muting])];
  if (suppressors.length === 0) { return undefined; }
  muting.forEach(recordPart);
  const suppressor = suppressors.length > 1 ? anyOfThem(scope, `${id}Quiet`, suppressors) : suppressors[0];
  return { actionsSuppressor: nameIn(scope, suppressor), actionsSuppressorWaitPeriod: PATIENCE, actionsSuppressorExtensionPeriod: PATIENCE };
}

type Suppression = Pick<cloudwatch.CfnCompositeAlarmProps, 'actionsSuppressor' | 'actionsSuppressorExtensionPeriod' | 'actionsSuppressorWaitPeriod'>;

/** Sends an alarm to those who hear of its severity; without anyone, sees to it that this does not stay unnoticed. */
function route(scope: Construct, alarm: cloudwatch.AlarmBase, severity: Severity, alerts?: AlertRouter): void {
  if (alerts !== undefined) {
    requireAbility(scope, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' });
    alerts.route(alarm, severity);
    return;
  }
  // Only at synthesis is it known whether somebody routed the alarm by hand.
  Aspects.of(scope).add({
    visit: (node) => {
      if (node === scope && !hasActions(alarm) && !isPart(alarm)) { warnOfSilence(scope); }
    },
  });
}

function anyOfThem(scope: Construct, id: string, alarms: cloudwatch.IAlarm[]): PlainCompositeAlarm {
  const made = new PlainCompositeAlarm(scope, id, { alarmDescription: 'Tells nobody; keeps another alarm quiet.', alarmRule: anyOf(scope, alarms) });
  recordPart(made);
  return made;
}

function requireMutes(scope: Construct, mutes: IMute[]): void {
  if (!Array.isArray(mutes)) { throw inputError(scope, `'mute' must be a list, such as [Mute.duringDeployments(deployments)], got ${show(mutes)}`); }
  for (const value of mutes) {
    requireAbility(scope, { prop: 'mute', value, method: 'bind', expected: 'a mute, such as Mute.duringDeployments(deployments)' });
    if (value.suppressor === undefined) { continue; }
    requireAlarm(scope, 'mute', value.suppressor);
    const [here, there] = [Stack.of(scope), Stack.of(value.suppressor)];
    if (inSameEnvironment(here, there)) { continue; }
    throw inputError(scope, `'mute' must follow an alarm of the account and region of this one (${sayEnvironment(here)}), got one of ${sayEnvironment(there)}`);
  }
}

function hasActions(alarm: cloudwatch.AlarmBase): boolean {
  const { alarmActions } = alarm.node.defaultChild as cloudwatch.CfnAlarm;
  return Stack.of(alarm).resolve(alarmActions) !== undefined;
}

function warnOfSilence(scope: Construct): void {
  Annotations.of(scope).addWarningV2(
    WarningId.ALARM_WITHOUT_ROUTE,
    "Nobody hears of this alarm: it has no 'alerts' and no action. Give it an AlertRouter.",
  );
}
