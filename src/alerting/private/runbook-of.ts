import { IConstruct } from 'constructs';
import { AlarmKind, Severity } from '../../core';
import { AlarmFacts, AlarmRunbook } from '../../core/private/alarm-facts';
import { inputError, show } from '../../core/private/input-error';
import { Runbook } from '../runbook';

/** What to do about an alarm. Whoever is woken always has something to begin with. */
export function runbookOf(scope: IConstruct, given: Runbook | undefined, facts: AlarmFacts, severity: Severity): AlarmRunbook | undefined {
  if (given !== undefined && typeof (given as Runbook | null)?.firstStep !== 'string') {
    throw inputError(scope, `'runbook' must be a Runbook, such as Runbook.builtIn(AlarmKind.CPU), got ${show(given)}`);
  }
  const known = given ?? facts.runbook;
  return known ?? (severity === Severity.CRITICAL ? Runbook.builtIn(facts.kind ?? AlarmKind.OTHER) : undefined);
}
