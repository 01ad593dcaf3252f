import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The one error a user sees for bad input. The message names the prop, says what is allowed,
 * shows the value and says what to change; the construct's path is appended here.
 */
export function inputError(scope: IConstruct, message: string): Error {
  return inputErrorIn(scope.node.path || 'the root', message);
}

/** The same where there is no construct yet: in a factory, which says its name instead. */
export function inputErrorIn(place: string, message: string): Error {
  return new Error(`${message} [at ${place}]`);
}

/** Of a text, as much as tells which one it is. */
const LONGEST_TEXT = 200;

/** How to say a value in a message. */
export function show(value: unknown): string {
  // NaN would be null.
  if (typeof value === 'number' || typeof value === 'bigint') { return String(value); }
  if (typeof value === 'string' && value.length > LONGEST_TEXT) { return `${JSON.stringify(value.slice(0, LONGEST_TEXT))}… (${value.length} characters)`; }
  if (typeof value === 'function' || isOfClass(value)) { return kindOf(value); }
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Constructs go in circles.
    return kindOf(value);
  }
}

/** What is inside of an instance is nobody's affair, such as the parts of a Duration. */
function isOfClass(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && ![Object.prototype, null].includes(Object.getPrototypeOf(value));
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
  // Types are checked by no one in JavaScript, and context values are strings.
  if (typeof value !== 'number') { throw inputError(scope, `'${prop}' must be a number, got ${show(value)}`); }

  const inRange = Number.isFinite(value) && value >= min && (max === undefined || value <= max);
  if (inRange && (!integer || Number.isInteger(value))) { return; }

  const kind = integer ? 'a whole number ' : '';
  const limits = max === undefined ? `${integer ? 'of ' : ''}at least ${min}` : `between ${min} and ${max}`;
  const suffix = unit ? ` ${unit}` : '';
  throw inputError(scope, `'${prop}' must be ${kind}${limits}${suffix}, got ${value}${fix ? `. ${fix}` : ''}`);
}

/** What to say where a signal source is expected. */
export const A_SIGNAL_SOURCE = 'a signal source, such as Signals.ecsService(service) or Signals.rdsInstance(database)';

/** What a prop must be able to do, and how a user gets something that can. */
export interface Ability {
  readonly prop: string;
  readonly value: unknown;
  readonly method: string;
  /** Continues "must be", such as `a deploy target, such as DeployTarget.ecs(service)`. */
  readonly expected: string;
}

/** Fails when something is missing, or is not what it has to be. Compilers see to this; plain JavaScript and half of Python do not. */
export function requireAbility(scope: IConstruct, { prop, value, method, expected }: Ability): void {
  // Every function has a `bind`.
  if (typeof value === 'object' && typeof (value as Record<string, unknown> | null)?.[method] === 'function') { return; }
  throw inputError(scope, `'${prop}' must be ${expected}, got ${kindOf(value)}`);
}

/** Fails for what is no CloudWatch alarm; the constructs of this library that make one have it as `alarm`. */
export function requireAlarm(scope: IConstruct, prop: string, value: unknown): void {
  if ((value as { alarmArn?: string } | undefined)?.alarmArn !== undefined) { return; }
  throw inputError(scope, `'${prop}' must be a CloudWatch alarm, got ${kindOf(value)}. Of a HighCpuAlarm, pass its '.alarm'`);
}

/** What something is, in few words; its content may be large, or go in circles. */
function kindOf(value: unknown): string {
  if (typeof value === 'function') { return `the function ${value.name}`; }
  if (typeof value !== 'object' || value === null) { return show(value); }
  if (Array.isArray(value)) { return 'a list'; }
  // Some classes of aws-cdk-lib are called Function2 and the like inside.
  const className = (value.constructor?.name ?? 'Object').replace(/\d+$/, '');
  return className === 'Object' ? `an object with ${Object.keys(value).join(', ') || 'nothing in it'}` : `${/^[AEIOU]/.test(className) ? 'an' : 'a'} ${className}`;
}

/** Fails when a text is missing or does not look as it should, such as that of an environment variable that is not set. Tokens pass. */
export function requireText(scope: IConstruct, prop: string, value: string | undefined, pattern: RegExp, expected: string): void {
  if (value === undefined) { throw inputError(scope, `'${prop}' must be ${expected}, got undefined`); }
  requirePattern(scope, prop, value, pattern, expected);
}

/** Fails when a text does not look as it should. Absent values and tokens pass. */
export function requirePattern(scope: IConstruct, prop: string, value: string | undefined, pattern: RegExp, expected: string): void {
  // A list with one text would be taken for the text.
  if (value === undefined || Token.isUnresolved(value) || (typeof value === 'string' && pattern.test(value))) { return; }
  throw inputError(scope, `'${prop}' must be ${expected}, got ${show(value)}`);
}
