import { CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import { ExecutionMode, GitPullRequestEvent } from 'aws-cdk-lib/aws-codepipeline';
import { BY_HAND, pipelineIn, pipelineOf } from './support/pipelines';
import { BranchRule, BranchStrategy, IPipelineSource, PipelineSource, ReleasePhase, StandardPipelineProps } from '../../src/pipeline';
import { prodStack } from '../support/stacks';

const { STAGING, APPROVAL, PRODUCTION } = ReleasePhase;
const MAIN: BranchRule = { ruleName: 'Main', phases: [PRODUCTION] };
const PATTERNS = Array.from({ length: 9 }, (_, index) => `p${index}`);

const connection = () => PipelineSource.codeConnection({
  connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e',
  repository: 'owner/repo',
});

function templateOf(
  rules: BranchRule[], source: (stack: Stack) => IPipelineSource = connection, props: Partial<StandardPipelineProps> = {},
): Template {
  const stack = prodStack();
  pipelineIn(stack, { source: source(stack), branchStrategy: BranchStrategy.custom(rules), ...props });
  return Template.fromStack(stack);
}

/** The rules of a pipeline with a second one for the branch next. */
const withSecond = (rule: Partial<BranchRule>) => () => templateOf([MAIN, { ruleName: 'Next', phases: [], ...rule }]);
const END = ' [at Prod/Delivery';

describe('the name of a rule', () => {
  test.each(['', '1st', 'my-rule', 'a b', 'x'.repeat(41), 5, null])('fails when it is %j, naming the prop', (ruleName) => {
    expect(withSecond({ ruleName: ruleName as string })).toThrow(/'ruleName' must be (1 to 40 letters and digits|known at synth)/);
  });

  test.each([
    'Source', 'Build', 'Test', 'Staging', 'Review', 'Approval', 'Production', 'PostDeploy', 'Pipeline', 'Artifacts', 'Failures', 'source', 'Notifications',
  ])('fails when it is %s, which the pipeline uses itself', (ruleName) => {
    expect(withSecond({ ruleName })).toThrow("'ruleName' must be none of the names that a pipeline uses itself");
  });

  test.each([['Main', 'Main'], ['Next', 'next']])('fails when %s and %s are both there', (first, second) => {
    expect(() => templateOf([{ ...MAIN, ruleName: first }, { ruleName: second, phases: [] }])).toThrow(`'ruleName' must name one rule each, got "${second}" twice`);
  });

  test('fails when it is a token', () => {
    expect(withSecond({ ruleName: Lazy.string({ produce: () => 'Next' }) })).toThrow("'ruleName' must be known at synth");
  });

  test('fails when the name of the pipeline leaves no room for it', () => {
    expect(() => templateOf([MAIN, { ruleName: 'Next', phases: [] }], connection, { pipelineName: 'p'.repeat(96) }))
      .toThrow("'pipelineName' must leave room for the names of rules");
    expect(() => templateOf([MAIN, { ruleName: 'Next', phases: [] }], connection, { pipelineName: 'p'.repeat(95) })).not.toThrow();
    expect(() => templateOf([MAIN], connection, { pipelineName: 'p'.repeat(95) })).not.toThrow();
  });
});

describe('the phases of a rule', () => {
  test.each<[string, unknown, string]>([
    ['missing', undefined, 'must be a list, got none'],
    ['no list', 'Production', "'phases' must be a list"],
    ['unknown', ['Prod'], "'phases' must be a member of ReleasePhase, got \"Prod\""],
    ['in another order', [PRODUCTION, APPROVAL], "'phases' must be in the order Staging, Approval, Production, each of them once at most, got Production, Approval"],
    ['twice the same', [APPROVAL, APPROVAL], 'must be in the order Staging, Approval, Production, each of them once at most, got Approval, Approval'],
    ['with a staging that is not there', [STAGING], "'staging' must be a deploy target: the rule \"Next\" deploys to it, got none"],
  ])('fail when they are %s, naming the prop', (_, phases, message) => {
    expect(withSecond({ phases: phases as ReleasePhase[] })).toThrow(message);
  });

  test('fail when no rule goes to production', () => {
    expect(() => templateOf([{ ruleName: 'Main', phases: [APPROVAL] }])).toThrow(
      `'branchStrategy' must take one rule to production, got Main without it. Give one of them ReleasePhase.PRODUCTION${END}`);
  });

  test.each([[[]], [undefined], ['Main']])('fail when the rules are %j', (rules) => {
    expect(() => templateOf(rules as BranchRule[])).toThrow("'branchStrategy' must be made of a list of at least one rule");
  });

  test.each([[null], ['Main']])('fail when a rule is %j', (rule) => {
    expect(() => templateOf([rule as any])).toThrow("'rules' must be branch rules");
  });

  test('fail when the strategy is none', () => {
    expect(() => pipelineIn(prodStack(), { branchStrategy: {} as any })).toThrow("'branchStrategy' must be a branch strategy, such as BranchStrategy.gitFlow()");
  });
});

describe('what starts a rule', () => {
  const lists = ['branches', 'excludedBranches', 'tags', 'excludedTags', 'filePaths', 'excludedFilePaths'] as const;

  test.each(lists)('fails when %s are an empty list, more than 8 patterns, or too long ones', (list) => {
    const named = `'${list}' must have`;
    expect(withSecond({ [list]: [] })).toThrow(`${named} 1 to 8 patterns, got 0. Leave it out for no condition`);
    expect(withSecond({ [list]: PATTERNS })).toThrow(`${named} 1 to 8 patterns, got 9. Join some with a wildcard`);
    expect(withSecond({ [list]: ['x'.repeat(256)] })).toThrow(`${named} patterns of 1 to 255 characters`);
    expect(withSecond({ [list]: [''] })).toThrow(`${named} patterns of 1 to 255 characters, got ""`);
    expect(withSecond({ [list]: [5 as any] })).toThrow(`${named} patterns of 1 to 255 characters, got 5`);
    expect(withSecond({ [list]: ['a', 'a'] })).toThrow(`'${list}' must name each pattern once, got "a" twice`);
    expect(withSecond({ [list]: 'main' as any })).toThrow(`'${list}' must be a list, got "main"`);
  });

  test.each(['branches', 'tags'] as const)('takes 8 %s of 255 characters', (list) => {
    expect(withSecond({ [list]: PATTERNS.slice(1).map((pattern) => pattern.padEnd(255, 'x')) })).not.toThrow();
  });

  test.each<[string, Partial<BranchRule>]>([
    ['branches', { tags: ['v*'], branches: ['main'] }],
    ['excludedBranches', { tags: ['v*'], excludedBranches: ['main'] }],
    ['filePaths', { tags: ['v*'], filePaths: ['a/**'] }],
    ['excludedFilePaths', { tags: ['v*'], excludedFilePaths: ['a/**'] }],
    ['pullRequests', { tags: ['v*'], pullRequests: true }],
  ])('fails when tags go with %s, naming the prop', (beside, rule) => {
    expect(withSecond(rule)).toThrow(`'tags' must be alone, as a tag is on no branch, got it with '${beside}'. Make two rules${END}`);
  });

  test.each([['branches', 'excludedBranches'], ['tags', 'excludedTags'], ['filePaths', 'excludedFilePaths']])('fails when %s and %s name the same', (included, excluded) => {
    expect(withSecond({ [included]: ['a', 'b'], [excluded]: ['b'] })).toThrow(`'${excluded}' must be others than '${included}', got "b" in both`);
  });

  test('fails when branches are excluded from none', () => {
    expect(withSecond({ excludedBranches: ['main'] })).toThrow("'excludedBranches' must go with 'branches', got it alone");
  });

  test.each([['branches', 'refs/heads/main'], ['tags', 'refs/tags/v1'], ['filePaths', '/src/**'], ['excludedFilePaths', './docs']])('fails when %s are %s, which never match', (list, pattern) => {
    expect(withSecond({ [list]: [pattern] })).toThrow(`'${list}' must be`);
  });

  test.each<[string, Partial<BranchRule>, string]>([
    ['are released', { pullRequests: true, phases: [PRODUCTION] }, "'phases' must be empty for pull requests, got Production"],
    ['have events and are none', { pullRequestEvents: [GitPullRequestEvent.OPEN] }, "'pullRequestEvents' must go with 'pullRequests: true'"],
    ['have no events', { pullRequests: true, pullRequestEvents: [] }, "'pullRequestEvents' must have at least one event"],
    ['have unknown events', { pullRequests: true, pullRequestEvents: ['MERGED' as any] }, "'pullRequestEvents' must be a member of GitPullRequestEvent, got \"MERGED\""],
    ['are no flag', { pullRequests: 'yes' as any }, "'pullRequests' must be true or false"],
  ])('fails when pull requests %s, naming the prop', (_, rule, message) => {
    expect(withSecond(rule)).toThrow(message);
  });

  test('may be known at the end only', () => {
    const stack = prodStack();
    const names = new CfnParameter(stack, 'Names', { type: 'CommaDelimitedList' }).valueAsList;
    pipelineIn(stack, {
      source: connection(),
      branchStrategy: BranchStrategy.custom([{ ruleName: 'Main', phases: [PRODUCTION], branches: names, filePaths: [Fn.ref('AWS::Region')] }]),
    });
    expect(pipelineOf(Template.fromStack(stack)).Triggers[0].GitConfiguration.Push[0]).toEqual({
      Branches: { Includes: { Ref: 'Names' } }, FilePaths: { Includes: [{ Ref: 'AWS::Region' }] },
    });
  });
});

describe('the execution mode of a rule', () => {
  test.each([[[PRODUCTION]], [[APPROVAL]], [[STAGING]], [[STAGING, APPROVAL, PRODUCTION]]])('fails when it is PARALLEL and the phases are %j, naming the prop', (phases) => {
    expect(() => templateOf([MAIN, { ruleName: 'Next', phases, executionMode: ExecutionMode.PARALLEL }], connection, { staging: BY_HAND })).toThrow(
      "'executionMode' must be QUEUED or SUPERSEDED, as it deploys or waits for an approval, got PARALLEL");
  });

  test('fails when it is parallel in a strategy', () => {
    expect(() => pipelineIn(prodStack(), { branchStrategy: BranchStrategy.trunkBased({ executionMode: ExecutionMode.PARALLEL }) }))
      .toThrow("'executionMode' must be QUEUED or SUPERSEDED");
  });

  test('fails when there is no such mode', () => {
    expect(withSecond({ executionMode: 'FAST' as any })).toThrow("'executionMode' must be a member of ExecutionMode, got \"FAST\"");
  });
});

describe('a source that takes no triggers', () => {
  const codeCommit = (stack: Stack) => PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'web'));
  const quiet = () => PipelineSource.codeConnection({
    connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e', repository: 'owner/repo', startOnChange: false,
  });

  describe.each([['CodeCommit', codeCommit], ['a connection that starts nothing', quiet]])('such as %s', (_, source) => {
    test.each<[string, Partial<BranchRule>]>([
      ['tags', { tags: ['v*'] }],
      ['excludedTags', { excludedTags: ['v*'] }],
      ['filePaths', { filePaths: ['a/**'] }],
      ['excludedFilePaths', { excludedFilePaths: ['a/**'] }],
      ['excludedBranches', { branches: ['**'], excludedBranches: ['main'] }],
      ['pullRequests', { pullRequests: true }],
    ])('fails for %s, with the fix', (prop, rule) => {
      expect(() => templateOf([MAIN, { ruleName: 'Next', phases: [], ...rule }], source)).toThrow(
        new RegExp(`'${prop}' must be left out, as the source takes no triggers, got .*\\. Use PipelineSource.codeConnection`));
    });

    test.each([[['release/*']], [['a', 'b']], [['**']]])('fails for the branches %j, with the fix', (branches) => {
      expect(() => templateOf([MAIN, { ruleName: 'Next', phases: [], branches }], source)).toThrow(
        /'branches' must be one exact branch, .* Use PipelineSource.codeConnection, which takes triggers, or give each branch a rule of its own/);
    });

    test('takes one exact branch for each rule', () => {
      expect(() => templateOf([MAIN, { ruleName: 'Next', phases: [], branches: ['next'], pullRequests: false }], source)).not.toThrow();
    });
  });

  test('fails for branches when it knows none', () => {
    const own: IPipelineSource = { bind: () => { throw new Error('never called'); } };
    expect(() => templateOf([{ ...MAIN, branches: ['main'] }], () => own)).toThrow(
      `'branches' must be left out, as the source knows no branches, got ["main"]. Use PipelineSource.codeConnection, which takes triggers${END}`);
  });

  test('fails when it takes triggers and nobody says the branch', () => {
    const own: IPipelineSource = { takesTriggers: true, bind: () => { throw new Error('never called'); } };
    expect(() => templateOf([{ ...MAIN, filePaths: ['a/**'] }], () => own)).toThrow("'branches' must be given, as the source names no branch");
  });
});
