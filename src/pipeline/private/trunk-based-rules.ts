import { IConstruct } from 'constructs';
import { resolveBranch } from './branch';
import { requireKinds } from '../../core/private/require-kinds';
import { BranchRule, ReleasePhase } from '../branch-rule';
import type { TrunkBasedOptions } from '../branch-strategy';
import type { IPipelineSource } from '../pipeline-source';

/** The pipeline of pull requests, whatever the strategy. */
export const PULL_REQUESTS = 'PullRequests';

export function trunkBasedRules(scope: IConstruct, options: TrunkBasedOptions, source: IPipelineSource, hasStaging: boolean): BranchRule[] {
  requireKinds(scope, options, { pullRequests: 'flag', filePaths: 'list', excludedFilePaths: 'list' });
  const { branch, pullRequests = source.takesTriggers ?? false, filePaths, excludedFilePaths, executionMode } = options;
  const changes = { branches: branch === undefined ? undefined : [resolveBranch(scope, branch)], filePaths, excludedFilePaths };
  const phases = [...hasStaging ? [ReleasePhase.STAGING] : [], ReleasePhase.APPROVAL, ReleasePhase.PRODUCTION];
  return [
    { ruleName: 'Main', phases, ...changes, executionMode },
    ...pullRequests ? [{ ruleName: PULL_REQUESTS, phases: [], ...changes, pullRequests }] : [],
  ];
}
