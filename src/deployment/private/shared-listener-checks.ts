import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputError, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { SharedListenerOptions } from '../shared-listener-options';

/** A load balancer compares a request with that many values of a rule. */
const MAX_VALUES = 5;

/** Fails for options that no rule can have. */
export function requireRuleOptions(scope: Construct, options: SharedListenerOptions, withHeader: boolean): void {
  const { pathPatterns = [], hostHeaders = [], priority } = options;
  if (!Array.isArray(pathPatterns)) { throw inputError(scope, "'pathPatterns' must be a list, such as ['/orders/*']"); }
  if (!Array.isArray(hostHeaders)) { throw inputError(scope, "'hostHeaders' must be a list, such as ['orders.example.com']"); }
  requireFewValues(scope, pathPatterns.length + hostHeaders.length, withHeader);
  requireDifferent(scope, { pathPatterns, hostHeaders });
  pathPatterns.forEach((pattern) => requirePattern(scope, 'pathPatterns', pattern ?? '', /^[/*][\w.$/~"'@:+&*?-]{0,127}$/,
    'paths of at most 128 characters that start with \'/\', such as "/orders/*"'));
  hostHeaders.forEach((host) => requirePattern(scope, 'hostHeaders', host ?? '', /^(?=.{1,128}$)[\w.*?-]*\.[a-z*?][\w*?-]*$/i,
    'host names of at most 128 characters, such as "orders.example.com"'));
  requireInRange(scope, {
    prop: 'priority',
    value: priority,
    min: withHeader ? 2 : 1,
    max: 50000,
    integer: true,
    fix: withHeader && priority === 1 ? 'Test traffic by header takes the number before it' : undefined,
  });
  if (withHeader && Token.isUnresolved(priority)) {
    throw inputError(scope, "'priority' must be a number that is known at synth: test traffic by header takes the number before it");
  }
}

/** Load balancers refuse rules that name a value twice. */
function requireDifferent(scope: Construct, lists: { [prop: string]: string[] }): void {
  for (const [prop, values] of Object.entries(lists)) {
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) { throw inputError(scope, `'${prop}' must have each value once, got ${show(twice)} twice`); }
  }
}

function requireFewValues(scope: Construct, count: number, withHeader: boolean): void {
  const most = withHeader ? MAX_VALUES - 1 : MAX_VALUES;
  if (count >= 1 && count <= most) { return; }
  if (count === 0) {
    throw inputError(scope, "'pathPatterns' or 'hostHeaders' must say which requests are for this service, got neither. For all of them, use pathPatterns: ['/*']");
  }
  throw inputError(scope, `'pathPatterns' and 'hostHeaders' must have at most ${most} values together, got ${count}` +
    (withHeader ? '. Test traffic by header is one of five' : ''));
}
