import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RuleMatch } from './shared-listener-claims';

/** Below are the numbers that people give. */
const FIRST = 1000;

/** How many services have room in each group, the group that is looked at first being the first. All fit below 50000. */
const GROUPS = {
  threeSegments: 4000,
  twoSegments: 6000,
  oneSegment: 8000,
  exactHost: 4500,
  rest: 2000,
};

/**
 * A priority that is the service's own whatever else is on the listener: a rule that had to move would lose its weights.
 * Longer paths come first, or a shorter one would take their requests. The number before is left to test traffic by header.
 */
export function derivePriority(scope: IConstruct, match: RuleMatch): number {
  const names = Object.keys(GROUPS) as (keyof typeof GROUPS)[];
  const group = groupOf(match);
  const before = names.slice(0, names.indexOf(group)).reduce((sum, name) => sum + GROUPS[name], 0);
  return FIRST + 2 * (before + hashOf(placeOf(scope)) % GROUPS[group]) + 1;
}

function groupOf({ paths, hosts }: RuleMatch): keyof typeof GROUPS {
  const segments = paths.length === 0 ? 0 : Math.min(...paths.map(literalSegments));
  if (segments >= 3) { return 'threeSegments'; }
  if (segments > 0) { return segments === 2 ? 'twoSegments' : 'oneSegment'; }
  return hosts.length > 0 && hosts.every((host) => !/[*?]/.test(host)) ? 'exactHost' : 'rest';
}

/** How many segments of a path begin with something that is no wildcard. */
function literalSegments(pattern: string): number {
  const segments = pattern.split('/').filter((segment) => segment !== '');
  const firstWild = segments.findIndex((segment) => /^[*?]/.test(segment));
  return firstWild < 0 ? segments.length : firstWild;
}

/** The place of a construct as CloudFormation sees it: it stays when the app around the stack changes. */
function placeOf(scope: IConstruct): string {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) { stack = stack.nestedStackParent; }
  const below = scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  return [stack.stackName, ...below].join('/');
}

function hashOf(text: string): number {
  return parseInt(createHash('sha256').update(text).digest('hex').slice(0, 8), 16);
}
