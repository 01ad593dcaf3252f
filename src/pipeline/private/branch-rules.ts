import { Token } from 'aws-cdk-lib';
import { ExecutionMode, GitPullRequestEvent } from 'aws-cdk-lib/aws-codepipeline';
import { IConstruct } from 'constructs';
import { requirePatterns } from './branch-patterns';
import { StageName } from './defaults';
import { isPlain } from './lane-trigger';
import { ruleError } from './rule-error';
import { inputError, requireAbility, requirePattern, show } from '../../core/private/input-error';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { BranchRule, ReleasePhase } from '../branch-rule';
import { BranchStrategy } from '../branch-strategy';
import type { StandardPipelineProps } from '../standard-pipeline';

/** What lies in the construct beside the pipelines of the rules, whose names it would take. Compared without case. */
const TAKEN = [
  ...Object.values(StageName), 'Pipeline', 'Artifacts', 'ArtifactsKey', 'Failures', 'Notifications', 'StaleApprovals', 'Resource', 'Default',
];

const LONGEST_PIPELINE_NAME = 100;
const PHASES = Object.values(ReleasePhase);

/** The rules of a pipeline, each of which can be a pipeline. */
export function resolveRules(scope: IConstruct, props: StandardPipelineProps): BranchRule[] {
  const { source, staging, branchStrategy = BranchStrategy.trunkBased() } = props;
  requireAbility(scope, {
    prop: 'branchStrategy', value: branchStrategy, method: '_rulesFor', expected: 'a branch strategy, such as BranchStrategy.gitFlow()',
  });
  const rules = branchStrategy._rulesFor(scope, source, staging !== undefined);
  if (!Array.isArray(rules) || rules.length === 0) {
    throw inputError(scope, `'branchStrategy' must be made of a list of at least one rule, got ${show(rules)}`);
  }
  rules.forEach((rule) => new RuleCheck(scope, rule, props).run());
  requireDistinct(scope, rules);
  if (!rules.some(({ phases }) => phases.includes(ReleasePhase.PRODUCTION))) {
    throw inputError(scope, `'branchStrategy' must take one rule to production, got ${rules.map(({ ruleName }) => ruleName).join(', ')} without it. ` +
      'Give one of them ReleasePhase.PRODUCTION');
  }
  return rules;
}

function requireDistinct(scope: IConstruct, rules: BranchRule[]): void {
  const names = rules.map(({ ruleName }) => ruleName.toLowerCase());
  const twice = rules.find(({ ruleName }, index) => names.indexOf(ruleName.toLowerCase()) !== index);
  if (twice) { throw inputError(scope, `'ruleName' must name one rule each, got ${show(twice.ruleName)} twice. Rename one of them`); }
}

class RuleCheck {
  constructor(private readonly scope: IConstruct, private readonly rule: BranchRule, private readonly props: StandardPipelineProps) {}

  public run(): void {
    if (typeof this.rule !== 'object' || this.rule === null) { throw inputError(this.scope, `'rules' must be branch rules, got ${show(this.rule)}`); }
    requireKinds(this.scope, this.rule, { phases: 'list', pullRequests: 'flag', pullRequestEvents: 'list', fastLane: 'flag' });
    this.requireName();
    this.requirePhases();
    this.requireMode();
    this.requirePullRequests();
    requirePatterns(this.scope, this.rule);
    this.requireSource();
  }

  private fail(prop: keyof BranchRule, message: string): never {
    throw ruleError(this.scope, this.rule, prop, message);
  }

  private requireName(): void {
    const { ruleName } = this.rule;
    const { pipelineName } = this.props;
    // It is an id of a construct and part of a name: a token can be neither.
    if (ruleName === undefined || Token.isUnresolved(ruleName)) { throw inputError(this.scope, "'ruleName' must be known at synth, got none"); }
    requirePattern(this.scope, 'ruleName', ruleName, /^[A-Za-z][A-Za-z\d]{0,39}$/, '1 to 40 letters and digits, the first a letter');
    if (TAKEN.some((taken) => taken.toLowerCase() === ruleName.toLowerCase())) {
      throw inputError(this.scope, `'ruleName' must be none of the names that a pipeline uses itself (${TAKEN.join(', ')}), got ${show(ruleName)}`);
    }
    if (pipelineName !== undefined && !Token.isUnresolved(pipelineName) && pipelineName.length + 1 + ruleName.length > LONGEST_PIPELINE_NAME) {
      throw inputError(this.scope, `'pipelineName' must leave room for the names of rules: '${pipelineName}-${ruleName}' must have at most ` +
        `${LONGEST_PIPELINE_NAME} characters, got ${pipelineName.length + 1 + ruleName.length}. Shorten one of them`);
    }
  }

  private requirePhases(): void {
    const { phases } = this.rule;
    if (!phases) { this.fail('phases', 'be a list, got none. An empty one builds, scans and tests only'); }
    phases.forEach((phase) => requireMember(this.scope, 'phases', phase, ReleasePhase, 'ReleasePhase'));
    const ordered = phases.every((phase, index) => index === 0 || PHASES.indexOf(phases[index - 1]) < PHASES.indexOf(phase));
    if (!ordered) { this.fail('phases', `be in the order ${PHASES.join(', ')}, each of them once at most, got ${phases.join(', ')}`); }
    if (phases.includes(ReleasePhase.STAGING) && !this.props.staging) {
      throw inputError(this.scope, `'staging' must be a deploy target: the rule ${show(this.rule.ruleName)} deploys to it, got none. ` +
        "Give the pipeline a 'staging' target, or choose BranchStrategy.trunkBased(), which needs none");
    }
  }

  private requireMode(): void {
    const { executionMode, phases } = this.rule;
    requireMember(this.scope, 'executionMode', executionMode, ExecutionMode, 'ExecutionMode');
    if (executionMode === ExecutionMode.PARALLEL && phases.length > 0) {
      this.fail('executionMode', 'be QUEUED or SUPERSEDED, as it deploys or waits for an approval, got PARALLEL. In parallel an older release may go live ' +
        'after a newer one, and CodePipeline rolls no stage back');
    }
  }

  private requirePullRequests(): void {
    const { pullRequests, pullRequestEvents, phases } = this.rule;
    if (pullRequests && phases.length > 0) {
      this.fail('phases', `be empty for pull requests, got ${phases.join(', ')}. What a pull request brings is deployed once it is merged`);
    }
    if (!pullRequestEvents) { return; }
    if (!pullRequests) { this.fail('pullRequestEvents', "go with 'pullRequests: true', got them without it"); }
    if (pullRequestEvents.length === 0) { this.fail('pullRequestEvents', 'have at least one event, got none. Leave it out for OPEN and UPDATED'); }
    pullRequestEvents.forEach((event) => requireMember(this.scope, 'pullRequestEvents', event, GitPullRequestEvent, 'GitPullRequestEvent'));
  }

  private requireSource(): void {
    const { source } = this.props;
    const { branches } = this.rule;
    if (source.takesTriggers) {
      if (!isPlain(this.rule) && !this.rule.tags && !this.rule.excludedTags && !branches && source.branch === undefined) {
        this.fail('branches', 'be given, as the source names no branch, got none');
      }
      return;
    }
    const fix = 'Use PipelineSource.codeConnection, which takes triggers';
    const prop = (['pullRequests', 'tags', 'excludedTags', 'filePaths', 'excludedFilePaths', 'excludedBranches'] as const)
      .find((name) => this.rule[name] !== undefined && this.rule[name] !== false);
    if (prop) { this.fail(prop, `be left out, as the source takes no triggers, got ${show(this.rule[prop])}. ${fix}`); }
    if (branches && source.branch === undefined) {
      this.fail('branches', `be left out, as the source knows no branches, got ${show(branches)}. ${fix}`);
    }
    if (!isPlain(this.rule)) {
      this.fail('branches', `be one exact branch, as the source takes no triggers, got ${show(branches)}. ${fix}, or give each branch a rule of its own`);
    }
  }
}
