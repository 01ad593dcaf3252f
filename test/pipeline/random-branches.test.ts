import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import { ExecutionMode, GitPullRequestEvent } from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { BY_HAND, pipelineIn } from './support/pipelines';
import { BranchRule, BranchStrategy, IBuildStep, IPipelineSource, PipelineApproval, PipelineSource, ReleasePhase } from '../../src/pipeline';
import { prodStack } from '../support/stacks';

const CHECKS: IBuildStep = {
  bind: (stage) => {
    stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'Build' }));
    return {};
  },
};

const connection = (startOnChange: boolean) => PipelineSource.codeConnection({
  connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e', repository: 'owner/repo', startOnChange,
});

const makes = (source: (stack: Stack) => IPipelineSource) => fc.constant(source);
const sources = fc.oneof(
  { weight: 6, arbitrary: makes(() => connection(true)) },
  { weight: 1, arbitrary: makes(() => connection(false)) },
  { weight: 2, arbitrary: makes((stack) => PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'web'))) },
  { weight: 1, arbitrary: makes((stack) => PipelineSource.s3(s3.Bucket.fromBucketName(stack, 'Uploads', 'uploads'), 'web.zip')) },
);

/** Mostly what is right. */
const mostly = <T>(right: fc.Arbitrary<T>, ...wrong: unknown[]) =>
  fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) as fc.Arbitrary<T> });

const pattern = mostly(
  fc.oneof(fc.constantFrom('main', 'develop', 'release/*', 'v*', '**', 'services/web/**', 'a{b,c}'), fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    fc.constantFrom('token').map(() => Lazy.string({ produce: () => 'main' }))),
  '', 'x'.repeat(256), 'refs/heads/main', '/etc', 5, null,
);
const patterns = mostly(fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 }), [], null, 'main', Array.from({ length: 9 }, (_, index) => `p${index}`));
const seldom = <T>(value: fc.Arbitrary<T>, frequency = 4) => fc.option(value, { nil: undefined, freq: frequency });
const often = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 10, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const rules = fc.record({
  ruleName: mostly(fc.constantFrom('Main', 'Next', 'Hotfix', 'Docs'), 'Source', 'a-b', '', undefined, 5),
  phases: mostly(fc.subarray(Object.values(ReleasePhase)), [ReleasePhase.PRODUCTION, ReleasePhase.STAGING], ['Prod'], undefined, 'Production'),
  branches: seldom(patterns, 1),
  excludedBranches: often(patterns),
  tags: often(patterns),
  excludedTags: often(patterns),
  filePaths: often(patterns),
  excludedFilePaths: often(patterns),
  pullRequests: often(mostly(fc.boolean(), 'yes')),
  pullRequestEvents: often(mostly(fc.subarray(Object.values(GitPullRequestEvent)), ['MERGED'])),
  fastLane: often(mostly(fc.boolean(), 1)),
  executionMode: often(mostly(fc.constantFrom(...Object.values(ExecutionMode)), 'FAST')),
});

/** What AWS says of a pipeline and its triggers; written down apart from what makes them. */
function expectLegal({ Name, ExecutionMode: mode, PipelineType, Stages, Triggers = [] }: any): void {
  expect(Name.length).toBeLessThanOrEqual(100);
  expect(PipelineType).toBe('V2');
  expect(Stages.length).toBeGreaterThanOrEqual(2);
  const names = Stages.map((stage: any) => stage.Name);
  if (names.some((name: string) => ['Staging', 'Approval', 'Production'].includes(name))) { expect(mode).not.toBe('PARALLEL'); }

  const [{ ActionTypeId, Configuration }] = Stages[0].Actions;
  expect(Triggers.length).toBeLessThanOrEqual(1);
  if (Triggers.length === 0) { return; }
  expect(ActionTypeId.Provider).toBe('CodeStarSourceConnection');
  expect(Configuration.DetectChanges).toBe(false);
  const { Push = [], PullRequest = [] } = Triggers[0].GitConfiguration;
  expect([Push, PullRequest].filter((filters) => filters.length > 0)).toHaveLength(1);
  if (PullRequest.length > 0) { expect(names).not.toContain('Production'); }
  for (const filters of [Push, PullRequest]) { expect(filters.length).toBeLessThanOrEqual(3); }
  for (const { Events = ['OPEN'], ...filter } of [...Push, ...PullRequest]) {
    expect(Events.length).toBeGreaterThan(0);
    expect(['Tags', 'Branches', 'Branches FilePaths']).toContain(Object.keys(filter).sort().join(' '));
    for (const { Includes, Excludes } of Object.values<any>(filter)) {
      for (const list of [Includes, Excludes].filter(Boolean)) {
        expect(list.length).toBeGreaterThanOrEqual(1);
        expect(list.length).toBeLessThanOrEqual(8);
        list.forEach((each: string) => { expect(each.length).toBeGreaterThanOrEqual(1); expect(each.length).toBeLessThanOrEqual(255); });
      }
    }
  }
}

test('random rules become pipelines that AWS takes, or are refused by name', () => {
  let made = 0;
  const strategy = fc.tuple(fc.array(rules, { minLength: 1, maxLength: 2 }), fc.boolean()).map(([list, withMain]) =>
    withMain ? [...list, { ruleName: 'Live', phases: [ReleasePhase.PRODUCTION] }] : list);
  fc.assert(fc.property(sources, strategy, fc.boolean(), fc.boolean(), (sourceIn, list, hasStaging, asks) => {
    const stack = prodStack();
    try {
      pipelineIn(stack, {
        pipelineName: 'web',
        source: sourceIn(stack),
        buildStep: CHECKS,
        staging: hasStaging ? BY_HAND : undefined,
        approval: asks ? PipelineApproval.manual() : PipelineApproval.none(),
        branchStrategy: BranchStrategy.custom(list as BranchRule[]),
      });
    } catch (error) {
      expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      return;
    }
    const pipelines = Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'));
    expect(pipelines).toHaveLength(list.length);
    pipelines.forEach(({ Properties }) => expectLegal(Properties));
    made += 1;
  }), { numRuns: 250, seed: 4 });
  expect(made).toBeGreaterThan(30);
});

test('random options of a strategy become pipelines that AWS takes, or are refused by name', () => {
  const branch = often(mostly(fc.constantFrom('main', 'next', 'release/2.x'), 'release/*', '', 5, null));
  const trunkBased = fc.record({
    branch,
    pullRequests: often(mostly(fc.boolean(), 'yes')),
    filePaths: often(patterns),
    excludedFilePaths: often(patterns),
    executionMode: often(mostly(fc.constantFrom(...Object.values(ExecutionMode)), 'FAST')),
  }).map((options) => BranchStrategy.trunkBased(options as any));
  const gitFlow = fc.record({
    developBranch: branch,
    mainBranch: branch,
    releaseBranches: often(patterns),
    hotfixBranches: often(patterns),
    productionTags: often(patterns),
    approveProduction: often(mostly(fc.boolean(), 'yes')),
    pullRequests: often(mostly(fc.boolean(), 'yes')),
  }).map((options) => BranchStrategy.gitFlow(options as any));
  let made = 0;
  fc.assert(fc.property(sources, fc.oneof(trunkBased, gitFlow), fc.boolean(), (source, branchStrategy, hasStaging) => {
    const stack = prodStack();
    try {
      pipelineIn(stack, { pipelineName: 'web', source: source(stack), buildStep: CHECKS, staging: hasStaging ? BY_HAND : undefined, branchStrategy });
    } catch (error) {
      expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      return;
    }
    Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline')).forEach(({ Properties }) => expectLegal(Properties));
    made += 1;
  }), { numRuns: 120, seed: 4 });
  expect(made).toBeGreaterThan(20);
});
