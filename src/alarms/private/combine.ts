import { Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmKind, Severity } from '../../core';
import { inputError, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { PlainCompositeAlarm } from '../../core/private/plain-alarm';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { AlarmNotificationOptions } from '../alarm-options';
import { LIMITS, problemsOfCompositeAlarm } from './alarm-limits';
import { withRunbook } from './description';
import { fitted, roomOf } from './fitting';
import { suppressionOf, tell } from './notification';
import { runbookOf } from './runbook-of';

/** What a composite alarm is made of. */
export interface CombineInput extends AlarmNotificationOptions {
  readonly id: string;
  readonly rule: cloudwatch.IAlarmRule;
  readonly description: string;
  readonly severity: Severity;
  readonly kind?: AlarmKind;
  readonly sourceName?: string;
  /** While one of these is on, nobody is told. */
  readonly explainedBy?: cloudwatch.IAlarm[];
}

/** A composite alarm that people hear of. */
export function combine(scope: Construct, input: CombineInput): cloudwatch.AlarmBase {
  const { id, rule, description, severity, kind = AlarmKind.OTHER, sourceName = nameOf(scope), alerts, mute, explainedBy } = input;
  requireMember(scope, 'severity', severity, Severity, 'Severity');
  requireMember(scope, 'kind', kind, AlarmKind, 'AlarmKind');
  requireKinds(scope, input, { sourceName: 'text' });
  if (typeof description !== 'string' || description === '') {
    throw inputError(scope, `'description' must say what is wrong when the alarm goes off, got ${show(description)}`);
  }
  const runbook = runbookOf(scope, input.runbook, kind);
  const alarm = new PlainCompositeAlarm(scope, id, {
    alarmDescription: withRunbook(description, runbook),
    alarmRule: requireFitting(scope, fitted(scope, 'AND', [rule])),
    ...suppressionOf(scope, id, mute, explainedBy),
  });
  return tell(scope, alarm, { alerts, severity, mute, facts: { kind, sourceName, runbook } });
}

/** What could be split is split already. */
function requireFitting(scope: Construct, rule: string): string {
  const [problem] = problemsOfCompositeAlarm({ alarmRule: rule });
  if (problem) { throw inputError(scope, problem.replace("'alarmRule'", "'rule'")); }
  const length = roomOf(rule);
  if (Token.isUnresolved(rule) && length > 2 * LIMITS.rule) {
    throw inputError(scope, `'rule' must be at most ${LIMITS.rule} characters long, got about ${length}. Combine groups of alarms first, then the groups`);
  }
  return rule;
}
