import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CodeCommitSource } from './private/code-commit-source';
import { CodeConnectionSource } from './private/code-connection-source';
import { EcrSource } from './private/ecr-source';
import { ExternalSource } from './private/external-source';
import { S3Source } from './private/s3-source';

/** Which commits of a CodeCommit repository start the pipeline. */
export interface CodeCommitSourceOptions {
  /**
   * The branch whose commits are released, without `refs/heads/`.
   *
   * @default 'main'
   */
  readonly branch?: string;

  /**
   * Whether builds get a clone with the whole history, for `git describe` and the like, in place of the files alone. Only CodeBuild can
   * use such a source: no action of another kind may take it. Executions in parallel all clone the newest commit.
   *
   * @default false
   */
  readonly fullClone?: boolean;

  /**
   * Whether a commit starts the pipeline. If not, somebody or something else has to.
   *
   * @default true
   */
  readonly startOnChange?: boolean;
}

/** A repository outside AWS, reached through a connection. */
export interface CodeConnectionSourceOptions {
  /**
   * The ARN of the connection, with the service name `codeconnections` or, if it is older, `codestar-connections`.
   * A connection that CloudFormation made stays pending until somebody completes it in the console.
   *
   * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-update.html
   */
  readonly connectionArn: string;

  /** The repository, such as `owner/repo`. GitLab groups may nest: `group/subgroup/repo`. */
  readonly repository: string;

  /**
   * The branch whose commits are released, without `refs/heads/`.
   *
   * @default 'main'
   */
  readonly branch?: string;

  /**
   * Whether builds get a clone with the whole history, for `git describe` and the like, in place of the files alone. Only CodeBuild can
   * use such a source: no action of another kind may take it. Every build may then use the connection, those of pull requests too.
   *
   * @default false
   */
  readonly fullClone?: boolean;

  /**
   * Whether a push, a tag or a pull request starts the pipeline. If not, somebody or something else has to, and branch rules cannot use
   * patterns, tags, files and pull requests.
   *
   * @default true
   */
  readonly startOnChange?: boolean;
}

/** Which image of a repository starts the pipeline. */
export interface EcrSourceOptions {
  /**
   * The tag whose push starts the pipeline. A tag that cannot be moved starts it once.
   *
   * @default 'latest'
   */
  readonly tag?: string;
}

/** When an object starts the pipeline. */
export interface S3SourceOptions {
  /**
   * Whether a new version of the object starts the pipeline. If not, somebody or something else has to.
   *
   * @default true
   */
  readonly startOnChange?: boolean;
}

/**
 * Where a pipeline gets its commits from.
 *
 * @subclassable
 */
export interface IPipelineSource {
  /**
   * The branch that it takes unless a branch rule names another one.
   *
   * @default - it knows no branches: a branch rule cannot name any
   */
  readonly branch?: string;

  /**
   * What says which revision is on its way, as a pipeline variable such as `#{Source.CommitId}`.
   *
   * @default - nothing: executions are told apart by their ids
   */
  readonly revision?: string;

  /**
   * Whether the action is one of a connection (`CodeStarConnectionsSourceAction`), which patterns of branches, tags, files and pull requests
   * can start.
   *
   * @default false
   */
  readonly takesTriggers?: boolean;

  /**
   * The same source for a pipeline that no change starts, such as one that a schedule starts.
   *
   * @default - there is none: the pipeline cannot have performance tests
   */
  readonly onDemand?: IPipelineSource;

  /**
   * Called once for each pipeline that is made of the source.
   *
   * @param scope holds what the source needs
   * @param output the artifact that the action should fill with the source; if it fills another one, that is the source
   * @param branch the branch to take, where the branch strategy names one; otherwise the source's own
   * @returns the action of the Source stage, with the variables namespace `Source`
   */
  bind(scope: Construct, output: codepipeline.Artifact, branch?: string): codepipeline.IAction;
}

/** The places a pipeline can get its commits from. */
export class PipelineSource {
  /**
   * A CodeCommit repository in the account and region of the pipeline. An event starts the pipeline as soon as a commit arrives; nothing polls.
   * A branch rule can name one exact branch.
   */
  public static codeCommit(repository: codecommit.IRepository, options: CodeCommitSourceOptions = {}): IPipelineSource {
    return new CodeCommitSource(repository, options);
  }

  /**
   * A repository on GitHub, GitLab, Bitbucket or another provider that AWS CodeConnections knows. A push starts the pipeline; branch rules can
   * use patterns of branches, tags and files, and pull requests.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
   */
  public static codeConnection(options: CodeConnectionSourceOptions): IPipelineSource {
    return new CodeConnectionSource(options);
  }

  /**
   * An image in an Amazon ECR repository of the account and region of the pipeline. A push of the tag starts the pipeline.
   *
   * There is no commit and no source code: the artifact holds `imageDetail.json`, and the variables are `ImageDigest`, `ImageTag`, `ImageURI`,
   * `RegistryId` and `RepositoryName`.
   *
   * @param repository the repository; of a `ContainerRepository`, its `repository`
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html
   */
  public static ecr(repository: ecr.IRepository, options: EcrSourceOptions = {}): IPipelineSource {
    return new EcrSource(repository, options);
  }

  /**
   * An archive in a versioned bucket of the account and region of the pipeline. An event starts the pipeline as soon as a new version
   * arrives; nothing polls, and no CloudTrail is needed.
   *
   * A bucket of this app gets its EventBridge notifications turned on. Turn on those of an imported bucket where it is made
   * (`eventBridgeEnabled`): a warning reminds of it. There is no commit: the variables are `VersionId` and `ETag`.
   *
   * @param bucket the bucket
   * @param key the key of the archive, such as `releases/shop.zip`
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/create-S3-source-events.html
   */
  public static s3(bucket: s3.IBucket, key: string, options: S3SourceOptions = {}): IPipelineSource {
    return new S3Source(bucket, key, options);
  }

  /**
   * Any source action of yours, with `variablesNamespace: 'Source'`. It decides itself what starts the pipeline.
   *
   * An action can be in one pipeline only, so that it goes with a strategy of one rule that names no branches. For more, implement
   * `IPipelineSource`.
   *
   * @param action the action, which fills one artifact with the source
   */
  public static external(action: codepipeline.IAction): IPipelineSource {
    return new ExternalSource(action);
  }

  private constructor() {}
}
