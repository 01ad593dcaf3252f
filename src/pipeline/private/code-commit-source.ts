import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Construct } from 'constructs';
import { resolveBranch } from './branch';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { COMMIT_ID, requireSourceBeside } from './source-action';
import { requireKinds } from '../../core/private/require-kinds';
import { CodeCommitSourceOptions, IPipelineSource } from '../pipeline-source';

export class CodeCommitSource implements IPipelineSource {
  public readonly revision = COMMIT_ID;
  public readonly branch: string;

  constructor(private readonly repository: codecommit.IRepository, private readonly options: CodeCommitSourceOptions) {
    this.branch = options.branch ?? PIPELINE_DEFAULTS.branch;
  }

  public get onDemand(): IPipelineSource {
    return new CodeCommitSource(this.repository, { ...this.options, startOnChange: false });
  }

  public bind(scope: Construct, output: codepipeline.Artifact, branch = this.branch): codepipeline.IAction {
    requireKinds(scope, this.options, { fullClone: 'flag', startOnChange: 'flag' });
    requireSourceBeside(scope, 'repository', this.repository, 'repositoryArn', 'a CodeCommit repository');
    const { fullClone, startOnChange = true } = this.options;
    return new actions.CodeCommitSourceAction({
      actionName: 'CodeCommit',
      variablesNamespace: StageName.SOURCE,
      repository: this.repository,
      // Always named: what CDK falls back to hangs on a feature flag.
      branch: resolveBranch(scope, branch),
      trigger: startOnChange ? actions.CodeCommitTrigger.EVENTS : actions.CodeCommitTrigger.NONE,
      codeBuildCloneOutput: fullClone,
      output,
    });
  }
}
