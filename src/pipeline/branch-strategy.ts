import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { IConstruct } from 'constructs';
import type { BranchRule } from './branch-rule';
import type { IPipelineSource } from './pipeline-source';
import { gitFlowRules } from './private/git-flow-rules';
import { trunkBasedRules } from './private/trunk-based-rules';

/** How a team works that releases from one branch. */
export interface TrunkBasedOptions {
  /**
   * The branch that is released, without `refs/heads/`.
   *
   * @default - the branch of the source
   */
  readonly branch?: string;

  /**
   * Whether pull requests to the branch are built, scanned and unit-tested, in a pipeline of their own called `PullRequests`. It deploys
   * nothing, pushes no image and runs no integration tests. Only a source that takes triggers knows of pull requests.
   *
   * @default - true if the source knows of pull requests
   */
  readonly pullRequests?: boolean;

  /**
   * Only changes of these files count, such as `services/shop/**`: 1 to 8 patterns. Needs a source that takes triggers.
   *
   * @default - all files
   */
  readonly filePaths?: string[];

  /**
   * Files whose changes do not count, such as `docs/**`: 1 to 8 patterns. Needs a source that takes triggers.
   *
   * @default - all files count
   */
  readonly excludedFilePaths?: string[];

  /**
   * What becomes of a commit while another one is on its way: `QUEUED` or `SUPERSEDED`.
   *
   * @default ExecutionMode.QUEUED
   */
  readonly executionMode?: codepipeline.ExecutionMode;
}

/** How a team works that follows GitFlow. */
export interface GitFlowOptions {
  /**
   * The branch of the next release. It goes to staging.
   *
   * @default 'develop'
   */
  readonly developBranch?: string;

  /**
   * The branches on which a release is made ready. They go to staging, and then somebody signs them off.
   *
   * @default ['release/*']
   */
  readonly releaseBranches?: string[];

  /**
   * The branches with urgent repairs. They go to production without staging and without integration tests, once somebody approves.
   *
   * @default ['hotfix/*']
   */
  readonly hotfixBranches?: string[];

  /**
   * The branch that is in production. Whoever may push to it releases: protect it.
   *
   * @default - the branch of the source
   */
  readonly mainBranch?: string;

  /**
   * The tags that go to production, such as `v*`, in place of a branch. Whoever may push them releases: protect them.
   *
   * @default - commits on the main branch go to production
   */
  readonly productionTags?: string[];

  /**
   * Whether what was signed off on its release branch is approved once more before production.
   *
   * @default false
   */
  readonly approveProduction?: boolean;

  /**
   * Whether pull requests to any of the branches are built, scanned and unit-tested, in a pipeline of their own called `PullRequests` that
   * deploys nothing and pushes no image.
   *
   * @default - true if the source knows of pull requests
   */
  readonly pullRequests?: boolean;

  /**
   * What becomes of a change while another one of the same rule is on its way: `QUEUED` or `SUPERSEDED`.
   *
   * @default ExecutionMode.QUEUED
   */
  readonly executionMode?: codepipeline.ExecutionMode;
}

/** Which branches go how far. */
export class BranchStrategy {
  /** Every commit on one branch goes to production. Pull requests to it are built, scanned and unit-tested, and go nowhere. */
  public static trunkBased(options: TrunkBasedOptions = {}): BranchStrategy {
    return new BranchStrategy((scope, source, hasStaging) => trunkBasedRules(scope, options, source, hasStaging));
  }

  /**
   * `develop` goes to staging, `release/*` to staging and a sign-off, `main` or a tag to production, `hotfix/*` to production by a fast lane.
   *
   * The rules, and so the pipelines, are called `Main`, `Develop`, `Release`, `Hotfix` and `PullRequests`. Needs a `staging` target, and a
   * source that takes triggers unless each list has one exact branch.
   */
  public static gitFlow(options: GitFlowOptions = {}): BranchStrategy {
    return new BranchStrategy((scope, source) => gitFlowRules(scope, options, source));
  }

  /**
   * Rules of your own, one of them with `ReleasePhase.PRODUCTION` at least. The first one with it is the main pipeline: its resources keep their
   * names whatever the others do.
   */
  public static custom(rules: BranchRule[]): BranchStrategy {
    return new BranchStrategy(() => rules);
  }

  private constructor(private readonly rules: (scope: IConstruct, source: IPipelineSource, hasStaging: boolean) => BranchRule[]) {}

  /** @internal */
  public _rulesFor(scope: IConstruct, source: IPipelineSource, hasStaging: boolean): BranchRule[] {
    return this.rules(scope, source, hasStaging);
  }
}
