import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isUnknownList } from './lane-trigger';
import { ruleError } from './rule-error';
import { show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import type { BranchRule } from '../branch-rule';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitBranchFilterCriteria.html */
const LIMITS = { patterns: 8, characters: 255 };

const REFS = ['branches', 'excludedBranches', 'tags', 'excludedTags'] as const;
const FILES = ['filePaths', 'excludedFilePaths'] as const;
type ListName = typeof REFS[number] | typeof FILES[number];
type Fail = (prop: ListName, message: string) => never;

const PAIRS: [included: ListName, excluded: ListName][] = [
  ['branches', 'excludedBranches'], ['tags', 'excludedTags'], ['filePaths', 'excludedFilePaths'],
];

/** Fails for lists of patterns that CodePipeline refuses or that can never match. Each rule is one filter, of the three that AWS allows. */
export function requirePatterns(scope: IConstruct, rule: BranchRule): void {
  const fail: Fail = (prop, message) => {
    throw ruleError(scope, rule, prop, message);
  };
  requireKinds(scope, rule, Object.fromEntries([...REFS, ...FILES].map((list) => [list, 'list'])));
  // A full ref matches no event, nor does a path from the root of a disk.
  REFS.forEach((list) => requireList(list, rule[list], /^(?!refs\/)/, "be names without 'refs/heads/' and 'refs/tags/'", fail));
  FILES.forEach((list) => requireList(list, rule[list], /^(?!\.?\/)/, 'be relative to the root of the repository, without a slash at the start', fail));
  PAIRS.forEach(([included, excluded]) => requireDisjoint(included, excluded, rule, fail));
  requireCombination(rule, fail);
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html */
function requireCombination(rule: BranchRule, fail: Fail): void {
  const tags = (['tags', 'excludedTags'] as const).find((list) => rule[list]);
  const others = (['branches', 'excludedBranches', ...FILES] as const).find((list) => rule[list]) ?? (rule.pullRequests && 'pullRequests');
  if (tags && others) { fail(tags, `be alone, as a tag is on no branch, got it with '${others}'. Make two rules`); }
  if (rule.excludedBranches && !rule.branches) { fail('excludedBranches', "go with 'branches', got it alone. For all other branches: branches: ['**']"); }
}

function requireList(list: ListName, patterns: string[] | undefined, accepted: RegExp, expected: string, fail: Fail): void {
  if (patterns === undefined || isUnknownList(patterns)) { return; }
  if (patterns.length < 1 || patterns.length > LIMITS.patterns) {
    fail(list, `have 1 to ${LIMITS.patterns} patterns, got ${patterns.length}. ${patterns.length ? 'Join some with a wildcard' : 'Leave it out for no condition'}`);
  }
  const twice = patterns.find((pattern, index) => patterns.indexOf(pattern) !== index);
  if (twice !== undefined) { fail(list, `name each pattern once, got ${show(twice)} twice`); }
  patterns.filter((pattern) => !Token.isUnresolved(pattern)).forEach((pattern) => {
    if (typeof pattern !== 'string' || pattern.length < 1 || pattern.length > LIMITS.characters) {
      fail(list, `have patterns of 1 to ${LIMITS.characters} characters, got ${show(pattern)}`);
    }
    if (!accepted.test(pattern)) { fail(list, `${expected}, got ${show(pattern)}`); }
  });
}

function requireDisjoint(included: ListName, excluded: ListName, rule: BranchRule, fail: Fail): void {
  const both = rule[included]?.find((pattern) => rule[excluded]?.includes(pattern));
  if (both !== undefined) { fail(excluded, `be others than '${included}', got ${show(both)} in both. What is excluded wins: leave it out of one of them`); }
}
