import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { resolveBranch } from './branch';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { COMMIT_ID } from './source-action';
import { requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { CodeConnectionSourceOptions, IPipelineSource } from '../pipeline-source';

const CONNECTION_ARN = /^arn:aws[\w-]*:(codestar-connections|codeconnections):[a-z\d-]+:\d{12}:connection\/[\w-]+$/;
const REPOSITORY = /^(?!.*\.git$)[\w.-]+(\/[\w.-]+)+$/;

export class CodeConnectionSource implements IPipelineSource {
  public readonly revision = COMMIT_ID;
  public readonly branch: string;
  public readonly takesTriggers: boolean;

  constructor(private readonly options: CodeConnectionSourceOptions) {
    this.branch = options.branch ?? PIPELINE_DEFAULTS.branch;
    this.takesTriggers = options.startOnChange ?? true;
  }

  public get onDemand(): IPipelineSource {
    return new CodeConnectionSource({ ...this.options, startOnChange: false });
  }

  public bind(scope: Construct, output: codepipeline.Artifact, branch = this.branch): codepipeline.IAction {
    const { connectionArn, repository } = this.options;
    requireKinds(scope, this.options, { fullClone: 'flag', startOnChange: 'flag' });
    requirePattern(scope, 'connectionArn', connectionArn, CONNECTION_ARN,
      "the ARN of a connection, such as 'arn:aws:codeconnections:eu-west-1:111111111111:connection/…'");
    requirePattern(scope, 'repository', repository, REPOSITORY, "a repository such as 'owner/repo', without host and '.git'");

    return new ConnectionSourceAction(this.options, resolveBranch(scope, branch), output);
  }
}

class ConnectionSourceAction extends actions.CodeStarConnectionsSourceAction {
  constructor(private readonly options: CodeConnectionSourceOptions, branch: string, output: codepipeline.Artifact) {
    super({
      actionName: 'CodeConnection',
      variablesNamespace: StageName.SOURCE,
      connectionArn: options.connectionArn,
      owner: '',
      repo: options.repository,
      branch,
      triggerOnPush: options.startOnChange ?? true,
      codeBuildCloneOutput: options.fullClone,
      output,
    });
  }

  protected bound(scope: Construct, stage: codepipeline.IStage, options: codepipeline.ActionBindOptions): codepipeline.ActionConfig {
    const config = super.bound(scope, stage, options);
    // A policy applies only with the service prefix of the connection's ARN, and the L2 always writes the old prefix.
    options.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['codeconnections:UseConnection'],
      resources: [this.options.connectionArn],
    }));
    // The L2 takes the owner apart from the repository; nested groups and tokens cannot be taken apart.
    return { ...config, configuration: { ...config.configuration, FullRepositoryId: this.options.repository } };
  }
}
