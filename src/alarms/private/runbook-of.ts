import { IConstruct } from 'constructs';
import { Runbook } from '../../alerting';
import { AlarmKind } from '../../core';
import { inputError, show } from '../../core/private/input-error';

/** What the user says to do, otherwise what the library has for the kind of alarm. */
export function runbookOf(scope: IConstruct, given: Runbook | undefined, kind: AlarmKind): Runbook {
  if (given === undefined) { return Runbook.builtIn(kind); }
  if (typeof (given as Partial<Runbook> | null)?.firstStep === 'string') { return given; }
  throw inputError(scope, `'runbook' must be a Runbook, such as Runbook.builtIn(AlarmKind.CPU), got ${show(given)}`);
}
