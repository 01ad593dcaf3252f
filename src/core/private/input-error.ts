import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The one error a user sees for bad input. The message names the prop, says what is allowed,
 * shows the value and says what to change; the construct's path is appended here.
 */
export function inputError(scope: IConstruct, message: string): Error {
  return new Error(`${message} [at ${scope.node.path || 'the root'}]`);
}

/** How to say a value in a message. */
export function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** The limits of a number and what to tell a user who leaves them. */
export interface NumberRange {
  readonly prop: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly unit?: string;
  /** What to do instead, as a full sentence. */
  readonly fix?: string;
}

/** Fails when a number is out of range. Absent values and tokens pass: what is not known yet cannot be judged. */
export function requireInRange(scope: IConstruct, range: NumberRange): void {
  const { prop, value, min, max, integer, unit, fix } = range;
  if (value === undefined || Token.isUnresolved(value)) { return; }

  const inRange = Number.isFinite(value) && value >= min && (max === undefined || value <= max);
  if (inRange && (!integer || Number.isInteger(value))) { return; }

  const kind = integer ? 'a whole number ' : '';
  const limits = max === undefined ? `of at least ${min}` : `between ${min} and ${max}`;
  const suffix = unit ? ` ${unit}` : '';
  throw inputError(scope, `'${prop}' must be ${kind}${limits}${suffix}, got ${value}${fix ? `. ${fix}` : ''}`);
}

/** Fails when a text is missing or does not look as it should. Tokens pass. */
export function requirePattern(scope: IConstruct, prop: string, value: string | undefined, pattern: RegExp, expected: string): void {
  if (value === undefined || Token.isUnresolved(value) || pattern.test(value)) { return; }
  throw inputError(scope, `'${prop}' must be ${expected}, got ${show(value)}`);
}
