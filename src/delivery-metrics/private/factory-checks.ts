import { Duration, Token } from 'aws-cdk-lib';
import { inputErrorIn, show } from '../../core/private/input-error';

/** Which value of a factory is checked; it has no construct that could say where it is. */
interface Given {
  /** Such as `DoraTargets.of()`. */
  readonly place: string;
  readonly prop: string;
  readonly value: unknown;
}

/** The limits of a number that has to be known at synth. */
export interface GivenNumber extends Given {
  /** Whether zero is fine, too. */
  readonly orZero?: boolean;
  readonly max: number;
}

/** Fails for what is no such number, or not known at synth. */
export function requireNumberIn({ place, prop, value, orZero = false, max }: GivenNumber): void {
  const fine = typeof value === 'number' && !Token.isUnresolved(value) && (orZero ? value >= 0 : value > 0) && value <= max;
  if (fine) { return; }
  const limits = orZero ? `between 0 and ${max}` : `a number above 0 and at most ${max}`;
  throw inputErrorIn(place, `'${prop}' must be ${limits}, got ${Token.isUnresolved(value) ? 'a token' : show(value)}`);
}

/** Fails for what is no span of time, or not known at synth. */
export function requireTimeIn({ place, prop, value }: Given): void {
  const duration = value as Duration | null;
  if (typeof duration !== 'object' || typeof duration?.toSeconds !== 'function') {
    throw inputErrorIn(place, `'${prop}' must be a Duration, such as Duration.hours(2), got ${show(value)}`);
  }
  if (duration.isUnresolved()) { throw inputErrorIn(place, `'${prop}' must be known at synth, got a token`); }
  if (duration.toMilliseconds({ integral: false }) <= 0) { throw inputErrorIn(place, `'${prop}' must be longer than nothing, got ${duration.toHumanString()}`); }
}

/** Fails for what has no properties by name. */
export function requireOptionsIn(place: string, options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) { return; }
  throw inputErrorIn(place, `its options must be values by name, such as ${example}, got ${show(options)}`);
}

export function inSeconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
