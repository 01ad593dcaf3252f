import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { CodeCommitSource } from './private/code-commit-source';
import { CodeConnectionSource } from './private/code-connection-source';

/** Which commits of a CodeCommit repository start the pipeline. */
export interface CodeCommitSourceOptions {
  /**
   * The branch whose commits are released, without `refs/heads/`.
   *
   * @default 'main'
   */
  readonly branch?: string;
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
}

/** Where a pipeline gets its commits from. */
export interface IPipelineSource {
  /**
   * Called once for each pipeline that is made of the source.
   *
   * @param scope holds what the source needs
   * @param output the artifact that the action must fill with the source
   * @param branch the branch to take, where the branch strategy names one; otherwise the source's own
   * @returns the action of the Source stage, with the variables namespace `Source`
   */
  bind(scope: Construct, output: codepipeline.Artifact, branch?: string): codepipeline.IAction;
}

/** The places a pipeline can get its commits from. */
export class PipelineSource {
  /**
   * A CodeCommit repository. An event starts the pipeline as soon as a commit arrives; nothing polls.
   */
  public static codeCommit(repository: codecommit.IRepository, options: CodeCommitSourceOptions = {}): IPipelineSource {
    return new CodeCommitSource(repository, options);
  }

  /**
   * A repository on GitHub, GitLab, Bitbucket or another provider that AWS CodeConnections knows. A push starts the pipeline.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
   */
  public static codeConnection(options: CodeConnectionSourceOptions): IPipelineSource {
    return new CodeConnectionSource(options);
  }

  private constructor() {}
}
