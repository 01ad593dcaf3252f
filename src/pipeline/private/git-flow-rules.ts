import { IConstruct } from 'constructs';
import { resolveBranch } from './branch';
import { PIPELINE_DEFAULTS } from './defaults';
import { PULL_REQUESTS } from './trunk-based-rules';
import { inputError, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { BranchRule, ReleasePhase } from '../branch-rule';
import type { GitFlowOptions } from '../branch-strategy';
import type { IPipelineSource } from '../pipeline-source';

export function gitFlowRules(scope: IConstruct, options: GitFlowOptions, source: IPipelineSource): BranchRule[] {
  requireKinds(scope, options, { releaseBranches: 'list', hotfixBranches: 'list', productionTags: 'list', approveProduction: 'flag', pullRequests: 'flag' });
  const {
    releaseBranches = PIPELINE_DEFAULTS.releaseBranches, hotfixBranches = PIPELINE_DEFAULTS.hotfixBranches, mainBranch = source.branch,
    productionTags: tags, pullRequests = source.takesTriggers ?? false, approveProduction, executionMode,
  } = options;
  requireOneWay(scope, options);
  if (mainBranch === undefined && tags === undefined) {
    throw inputError(scope, "'branchStrategy' must be BranchStrategy.trunkBased() for a source that names no branch, got BranchStrategy.gitFlow(). " +
      "Use PipelineSource.codeConnection, or say 'mainBranch' if the source knows branches");
  }
  const develop = [resolveBranch(scope, options.developBranch ?? PIPELINE_DEFAULTS.developBranch)];
  const main = mainBranch === undefined ? [] : [resolveBranch(scope, mainBranch)];
  const { STAGING, APPROVAL, PRODUCTION } = ReleasePhase;
  const rules: BranchRule[] = [
    { ruleName: 'Main', phases: [...approveProduction ? [APPROVAL] : [], PRODUCTION], ...tags ? { tags } : { branches: main } },
    { ruleName: 'Develop', phases: [STAGING], branches: develop },
    { ruleName: 'Release', phases: [STAGING, APPROVAL], branches: releaseBranches },
    { ruleName: 'Hotfix', phases: [APPROVAL, PRODUCTION], branches: hotfixBranches, fastLane: true },
  ];
  const targets = [...new Set([...main, ...develop, ...releaseBranches, ...hotfixBranches])];
  return [
    ...rules.map((rule) => ({ ...rule, executionMode })),
    ...pullRequests ? [{ ruleName: PULL_REQUESTS, phases: [], branches: targets, pullRequests }] : [],
  ];
}

function requireOneWay(scope: IConstruct, { mainBranch, productionTags }: GitFlowOptions): void {
  if (mainBranch === undefined || productionTags === undefined) { return; }
  throw inputError(scope, `'productionTags' must be alone: either tags or a branch go to production, got ${show(productionTags)} with 'mainBranch' ` +
    `${show(mainBranch)}. Leave one of them out`);
}
