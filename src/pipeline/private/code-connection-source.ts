import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { resolveBranch } from './branch';
import { StageName } from './defaults';
import { requirePattern } from '../../core/private/input-error';
import { CodeConnectionSourceOptions, IPipelineSource } from '../pipeline-source';

const CONNECTION_ARN = /^arn:aws[\w-]*:(codestar-connections|codeconnections):[a-z\d-]+:\d{12}:connection\/[\w-]+$/;
const REPOSITORY = /^(?!.*\.git$)[\w.-]+(\/[\w.-]+)+$/;

export class CodeConnectionSource implements IPipelineSource {
  constructor(private readonly options: CodeConnectionSourceOptions) {}

  public bind(scope: Construct, output: codepipeline.Artifact, branch = this.options.branch): codepipeline.IAction {
    const { connectionArn, repository } = this.options;
    requirePattern(scope, 'connectionArn', connectionArn, CONNECTION_ARN,
      "the ARN of a connection, such as 'arn:aws:codeconnections:eu-west-1:111111111111:connection/…'");
    requirePattern(scope, 'repository', repository, REPOSITORY, "a repository such as 'owner/repo', without host and '.git'");

    return new ConnectionSourceAction(connectionArn, repository, resolveBranch(scope, branch), output);
  }
}

class ConnectionSourceAction extends actions.CodeStarConnectionsSourceAction {
  constructor(private readonly connectionArn: string, private readonly repository: string, branch: string, output: codepipeline.Artifact) {
    super({
      actionName: 'CodeConnection',
      variablesNamespace: StageName.SOURCE,
      connectionArn,
      owner: '',
      repo: repository,
      branch,
      triggerOnPush: true,
      output,
    });
  }

  protected bound(scope: Construct, stage: codepipeline.IStage, options: codepipeline.ActionBindOptions): codepipeline.ActionConfig {
    const config = super.bound(scope, stage, options);
    // A policy applies only with the service prefix of the connection's ARN, and the L2 always writes the old prefix.
    options.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['codeconnections:UseConnection'],
      resources: [this.connectionArn],
    }));
    // The L2 takes the owner apart from the repository; nested groups and tokens cannot be taken apart.
    return { ...config, configuration: { ...config.configuration, FullRepositoryId: this.repository } };
  }
}
