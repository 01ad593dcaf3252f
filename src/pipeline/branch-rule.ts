import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';

/** What a branch may come to, after source, build and tests. */
export enum ReleasePhase {
  /** Deploys to `staging`. */
  STAGING = 'Staging',
  /** Waits until somebody approves. */
  APPROVAL = 'Approval',
  /** Deploys to `production`. */
  PRODUCTION = 'Production',
}

/**
 * Which changes go how far. Each rule is a pipeline of its own.
 *
 * One exact branch is all that every source with branches can tell. Patterns, several branches, tags, files and pull requests need a
 * source that takes triggers: `PipelineSource.codeConnection`. A list has 1 to 8 patterns of at most 255 characters, such as
 * `release/*` or `services/**`; what is excluded wins over what is included.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
 */
export interface BranchRule {
  /**
   * Names the pipeline of the rule, such as `Hotfix`: 1 to 40 letters and digits, the first a letter, and none of the names that a
   * pipeline uses itself, such as `Source` or `Production`. A change replaces that pipeline.
   */
  readonly ruleName: string;

  /** How far the changes go, each phase once, in the order of `ReleasePhase`. None of them: build, scan and unit-test only. */
  readonly phases: ReleasePhase[];

  /**
   * The branches: names or patterns such as `release/*`. Of a pull request, the branch that it goes to.
   *
   * @default - the branch of the source
   */
  readonly branches?: string[];

  /**
   * Those of the `branches` that are left alone.
   *
   * @default - none
   */
  readonly excludedBranches?: string[];

  /**
   * The tags whose push starts the pipeline, such as `v*`. No branches and files go with tags.
   *
   * @default - pushes of tags start nothing
   */
  readonly tags?: string[];

  /**
   * Those of the `tags` that are left alone.
   *
   * @default - none
   */
  readonly excludedTags?: string[];

  /**
   * Only changes of these files count, relative to the root of the repository, such as `services/shop/**`.
   *
   * @default - all files
   */
  readonly filePaths?: string[];

  /**
   * Files whose changes do not count, such as `docs/**`.
   *
   * @default - all files count
   */
  readonly excludedFilePaths?: string[];

  /**
   * Whether pull requests start the pipeline, not pushes. Nothing that a pull request brings is deployed: `phases` must be empty.
   *
   * @default false
   */
  readonly pullRequests?: boolean;

  /**
   * What has to happen to a pull request, with `pullRequests` only.
   *
   * @default [GitPullRequestEvent.OPEN, GitPullRequestEvent.UPDATED]
   */
  readonly pullRequestEvents?: codepipeline.GitPullRequestEvent[];

  /**
   * Whether there is hurry: no integration tests. Unit tests, scans and checks run, and so do the tests of the stages that deploy.
   *
   * @default false
   */
  readonly fastLane?: boolean;

  /**
   * What becomes of a change while another one is on its way: `QUEUED` keeps all in order, `SUPERSEDED` lets a newer one overtake those that
   * wait, `PARALLEL` runs all at once. What deploys anything cannot be `PARALLEL`: an older release might go live after a newer one, and
   * CodePipeline rolls no stage back.
   *
   * @default - `PARALLEL` for pull requests, else `QUEUED`
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
   */
  readonly executionMode?: codepipeline.ExecutionMode;
}
