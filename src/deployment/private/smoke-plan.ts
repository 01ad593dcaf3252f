import { Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputError, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { SmokeTest } from '../smoke-test';

/** Quoted in the docs of `SmokeTest`; a test pins them. */
export const SMOKE_TEST_DEFAULTS = {
  retries: 5,
  retryInterval: Duration.seconds(5),
  timeout: Duration.seconds(10),
};

/** A function runs for 15 minutes at most, and has to say how it went. */
const MAX_MINUTES = 14;

const PATH = /^\/[\x21-\x7e]*$/;
const STATUSES = /^[2-5]\d\d(-[2-5]\d\d)?(,[2-5]\d\d(-[2-5]\d\d)?)*$/;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\x20-\x7e]*$/;

/** What is asked of a new version, defaults filled in and checked; what is undefined is taken from the health check. */
export interface SmokeTestPlan {
  readonly paths?: string[];
  readonly expectedStatus?: string;
  readonly bodyContains?: string;
  readonly bodyMatches?: string;
  readonly headers: { [name: string]: string };
  readonly retries: number;
  readonly retryInterval: Duration;
  readonly timeout: Duration;
}

export function resolveSmokeTest(scope: Construct, smokeTest: SmokeTest): SmokeTestPlan {
  if (typeof smokeTest !== 'object' || smokeTest === null) { throw inputError(scope, `'smokeTest' must say what to ask, such as { paths: ['/health'] }, got ${show(smokeTest)}`); }
  const plan = { headers: {}, ...SMOKE_TEST_DEFAULTS, ...given(smokeTest) };
  requirePaths(scope, plan.paths);
  requireStatuses(scope, plan.expectedStatus);
  requireBody(scope, plan);
  requireHeaders(scope, plan.headers);
  requireInRange(scope, { prop: 'retries', value: plan.retries, min: 0, max: 20, integer: true });
  requireSeconds(scope, 'retryInterval', plan.retryInterval, 0);
  requireSeconds(scope, 'timeout', plan.timeout, 1);
  requireInTime(scope, plan);
  return plan;
}

/** In plain JavaScript a prop may be there and undefined. */
function given(smokeTest: SmokeTest): SmokeTest {
  return Object.fromEntries(Object.entries(smokeTest).filter(([, value]) => value !== undefined));
}

function requirePaths(scope: Construct, paths?: string[]): void {
  if (paths === undefined || Token.isUnresolved(paths)) { return; }
  if (!Array.isArray(paths)) { throw inputError(scope, `'paths' must be a list, such as ['/health'], got ${show(paths)}`); }
  if (paths.length === 0) { throw inputError(scope, "'paths' must name at least one path, got none. Leave it out to ask the path of the health check"); }
  paths.forEach((path) => requireText(scope, 'paths', path, PATH, "paths that start with '/' and have no blanks and no umlauts: encode them, such as '/a%20b'"));
}

function requireStatuses(scope: Construct, expectedStatus?: string): void {
  if (expectedStatus === undefined) { return; }
  const expected = "a status, several or a range between 200 and 599, such as '200', '200,204' or '200-299'";
  requireText(scope, 'expectedStatus', expectedStatus, STATUSES, expected);
  if (Token.isUnresolved(expectedStatus)) { return; }
  const backwards = expectedStatus.split(',').map((part) => part.split('-').map(Number)).some(([from, to = from]) => from > to);
  if (backwards) { throw inputError(scope, `'expectedStatus' must be ${expected}, got ${show(expectedStatus)}`); }
}

function requireBody(scope: Construct, { bodyContains, bodyMatches }: SmokeTest): void {
  if (bodyContains !== undefined) { requireText(scope, 'bodyContains', bodyContains, /./s, 'a text that is not empty'); }
  if (bodyMatches === undefined) { return; }
  requireText(scope, 'bodyMatches', bodyMatches, /./s, 'a regular expression that is not empty');
  if (Token.isUnresolved(bodyMatches)) { return; }
  try {
    new RegExp(bodyMatches);
  } catch (error) {
    throw inputError(scope, `'bodyMatches' must be a regular expression of JavaScript, got ${show(bodyMatches)}. ${(error as Error).message}`);
  }
}

function requireHeaders(scope: Construct, headers: { [name: string]: string }): void {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw inputError(scope, `'headers' must be values by name, such as { 'X-Test': 'yes' }, got ${show(headers)}`);
  }
  for (const [name, value] of Object.entries(headers)) {
    requireText(scope, 'headers', name, HEADER_NAME, 'values by name, the names without blanks and colons');
    requireText(scope, 'headers', value, HEADER_VALUE, `values by name, that of ${name} in printable ASCII on one line`);
  }
}

/** Types are checked by no one in JavaScript, and a pattern would take a number for its digits. */
function requireText(scope: Construct, prop: string, value: unknown, pattern: RegExp, expected: string): void {
  if (typeof value !== 'string') { throw inputError(scope, `'${prop}' must be ${expected}, got ${show(value)}`); }
  requirePattern(scope, prop, value, pattern, expected);
}

function requireSeconds(scope: Construct, prop: string, value: Duration, min: number): void {
  requireDuration(scope, { prop, value, unit: 'seconds', min, max: 120, example: 'Duration.seconds(5)' });
}

function requireInTime(scope: Construct, { paths, retries, retryInterval, timeout }: SmokeTestPlan): void {
  if (Token.isUnresolved(paths) || Token.isUnresolved(retries) || retryInterval.isUnresolved() || timeout.isUnresolved()) { return; }
  const count = paths?.length ?? 1;
  const seconds = count * ((retries + 1) * timeout.toSeconds() + retries * retryInterval.toSeconds());
  if (seconds <= MAX_MINUTES * 60) { return; }
  throw inputError(scope, `'smokeTest' must be over within ${MAX_MINUTES} minutes, got up to ${Math.ceil(seconds / 60)}: ${count} paths with ${retries + 1} requests of ` +
    `${timeout.toSeconds()} seconds each, ${retryInterval.toSeconds()} seconds apart. Lower 'retries' or 'timeout', or ask fewer paths`);
}
