import { Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { IConstruct } from 'constructs';
import { inputError } from '../../core/private/input-error';

/** Which requests a rule takes; an empty list means any. */
export interface RuleMatch {
  readonly paths: string[];
  readonly hosts: string[];
}

/** The place that a service wants on a listener. */
export interface Claim {
  readonly owner: IConstruct;
  readonly match: RuleMatch;
  readonly priority: number;
  readonly isDerived: boolean;
  /** Whether the number before is taken by the rule for test traffic. */
  readonly withHeader: boolean;
}

/** By app, then by listener. */
const claimed = new WeakMap<IConstruct, Map<string, Claim[]>>();

/** What tells one listener from others, under whatever name it is known. */
export function keyOf(listener: elbv2.IApplicationListener): string {
  return Token.isUnresolved(listener.listenerArn) ? listener.node.path : listener.listenerArn;
}

/** Takes a place on a listener. Fails when another service of the app has it, or would take the requests. */
export function claim(key: string, wanted: Claim): void {
  const { owner } = wanted;
  const listeners = claimed.get(owner.node.root) ?? new Map<string, Claim[]>();
  const others = (listeners.get(key) ?? []).filter((other) => other.owner !== owner);

  others.forEach((other) => requireOtherPlace(wanted, other));
  claimed.set(owner.node.root, listeners.set(key, [...others, wanted]));
}

function requireOtherPlace(wanted: Claim, other: Claim): void {
  const { owner, match, priority } = wanted;
  const rival = other.owner.node.path;
  if (covers(match, other.match) && covers(other.match, match)) {
    throw inputError(owner, `'pathPatterns' and 'hostHeaders' must differ from those of ${rival} on the same listener, got ${say(match)} for both. ` +
      'One of the two would never get a request');
  }
  const [first, second] = priority <= other.priority ? [wanted, other] : [other, wanted];
  if (second.priority - first.priority < (second.withHeader ? 2 : 1)) { throw inputError(owner, sayCollision(wanted, other)); }
  if (covers(first.match, second.match)) {
    throw inputError(owner, `'priority' must let ${say(second.match)} of ${second.owner.node.path} (${second.priority}) come before ${say(first.match)} of ` +
      `${first.owner.node.path} (${first.priority}), which takes all of its requests. Set the 'priority' of one of them`);
  }
}

function sayCollision(wanted: Claim, other: Claim): string {
  const near = wanted.withHeader || other.withHeader ? '; test traffic by header takes the number before, too' : '';
  const rival = `${other.owner.node.path} (${other.priority})`;
  return wanted.isDerived
    ? `'priority' must be set here, or for ${rival} on the same listener: the number that is derived from the place of the service is ${wanted.priority}${near}`
    : `'priority' must be another than that of ${rival} on the same listener, got ${wanted.priority}${near}`;
}

/** Whether all requests that match the second rule match the first. */
function covers(first: RuleMatch, second: RuleMatch): boolean {
  return coversAll(first.paths, second.paths, '/*', false) && coversAll(first.hosts, second.hosts, '*', true);
}

function coversAll(first: string[], second: string[], any: string, ignoreCase: boolean): boolean {
  if (first.length === 0) { return true; }
  const patterns = first.map((pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '[^*]')}$`, ignoreCase ? 'i' : ''));
  return (second.length === 0 ? [any] : second).every((text) => patterns.some((pattern) => pattern.test(text)));
}

function say({ paths, hosts }: RuleMatch): string {
  return [...paths, ...hosts].map((text) => `"${text}"`).join(', ');
}
