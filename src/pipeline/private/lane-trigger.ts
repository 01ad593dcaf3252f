import { Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type { BranchRule } from '../branch-rule';
import type { IPipelineSource } from '../pipeline-source';

/** What starts the pipeline of a rule. */
export interface LaneTrigger {
  /** The branch that the source takes: always, or with a filter when somebody starts the pipeline by hand. By default the source's own. */
  readonly branch?: string;
  /** In place of what the source would start for by itself. */
  readonly push?: codepipeline.GitPushFilter;
  /** The same for pull requests; one source never has both. */
  readonly pullRequest?: codepipeline.GitPullRequestFilter;
}

/** A filter only where the source cannot tell by itself: each commit on its branch is what all sources start for. */
export function resolveTrigger(rule: BranchRule, source: IPipelineSource): LaneTrigger {
  const { branches, excludedBranches, tags, excludedTags, filePaths, excludedFilePaths, pullRequests } = rule;
  const branch = branches?.find(isOneBranch);
  if (isPlain(rule)) { return { branch }; }
  if (tags || excludedTags) { return { push: { tagsIncludes: tags, tagsExcludes: excludedTags } }; }

  const filter: codepipeline.GitPushFilter = {
    branchesIncludes: branches ?? (source.branch === undefined ? undefined : [source.branch]),
    branchesExcludes: excludedBranches,
    filePathsIncludes: filePaths,
    filePathsExcludes: excludedFilePaths,
  };
  return pullRequests ? { branch, pullRequest: { ...filter, events: eventsOf(rule) } } : { branch, push: filter };
}

function eventsOf({ pullRequestEvents }: BranchRule): codepipeline.GitPullRequestEvent[] {
  return pullRequestEvents ?? [codepipeline.GitPullRequestEvent.OPEN, codepipeline.GitPullRequestEvent.UPDATED];
}

/** Whether the rule is for each commit on one branch. */
export function isPlain(rule: BranchRule): boolean {
  const { branches, excludedBranches, tags, excludedTags, filePaths, excludedFilePaths, pullRequests } = rule;
  const narrowed = [excludedBranches, tags, excludedTags, filePaths, excludedFilePaths].some((patterns) => patterns !== undefined);
  return !narrowed && !pullRequests && (branches === undefined || (branches.length === 1 && !isUnknownList(branches) && isOneBranch(branches[0])));
}

/** A list whose length is not known yet. */
export function isUnknownList(list: string[]): boolean {
  return Token.isUnresolved(list);
}

/** A text that is not known yet is taken for the name of one branch. */
function isOneBranch(pattern: string): boolean {
  return Token.isUnresolved(pattern) || !/[*?[\]{}!]/.test(pattern);
}
