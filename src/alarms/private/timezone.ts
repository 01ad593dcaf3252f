import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputError, requirePattern, show } from '../../core/private/input-error';

const EXPECTED = 'a time zone, such as Europe/Berlin';

/** Fails for what is no time zone. An offset such as +02:00 is one; of names, those count that Node.js knows. Tokens pass. */
export function requireTimezone(scope: IConstruct, timezone: string | undefined): void {
  requirePattern(scope, 'timezone', timezone, /^[A-Za-z0-9+_/:-]{1,50}$/, EXPECTED);
  if (timezone === undefined || Token.isUnresolved(timezone) || /\d/.test(timezone) || isKnown(timezone)) { return; }
  throw inputError(scope, `'timezone' must be ${EXPECTED}, got ${show(timezone)}`);
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
