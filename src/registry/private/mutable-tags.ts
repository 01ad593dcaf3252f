import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RELEASED_TAG_PREFIX } from './defaults';
import { inputError, requirePattern, show } from '../../core/private/input-error';

const TAG_PATTERN = /^[0-9a-zA-Z._*-]{1,128}$/;
const MOST_PATTERNS = 5;
const A_RELEASED_TAG = `${RELEASED_TAG_PREFIX}0123456789ab`;

/** The tags that may move, checked. */
export function resolveMutableTags(scope: Construct, patterns: string[]): string[] {
  if (Token.isUnresolved(patterns)) {
    throw inputError(scope, "'mutableTags' must be a list that is known at synth, got a token. Use a literal");
  }
  if (patterns.length > MOST_PATTERNS) {
    throw inputError(scope, `'mutableTags' must be at most ${MOST_PATTERNS} patterns, got ${patterns.length}. Join some with *, such as 'cache-*'`);
  }
  patterns.forEach((pattern, index) => requireHarmless(scope, `mutableTags[${index}]`, pattern));
  return patterns;
}

function requireHarmless(scope: Construct, prop: string, pattern: string): void {
  requirePattern(scope, prop, pattern, TAG_PATTERN, "letters, digits and . _ - with * for any text, such as 'cache-*'");
  if (Token.isUnresolved(pattern)) { return; }
  if (/^\*+$/.test(pattern)) {
    throw inputError(scope, `'${prop}' must leave some tags immutable, got ${show(pattern)}, which is every tag. Name the tags that move, such as 'cache-*'`);
  }
  if (asExpression(pattern).test(A_RELEASED_TAG)) {
    throw inputError(scope, `'${prop}' must not cover the tags that keep released images, such as '${A_RELEASED_TAG}', got ${show(pattern)}. ` +
      "Name the tags that move more closely, such as 'cache-*'");
  }
}

function asExpression(pattern: string): RegExp {
  return new RegExp(`^${pattern.split(/\*+/).map((text) => text.replace(/\./g, '\\.')).join('.*')}$`);
}
