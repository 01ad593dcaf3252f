import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Construct } from 'constructs';
import { resolveBranch } from './branch';
import { StageName } from './defaults';
import { CodeCommitSourceOptions, IPipelineSource } from '../pipeline-source';

export class CodeCommitSource implements IPipelineSource {
  constructor(private readonly repository: codecommit.IRepository, private readonly options: CodeCommitSourceOptions) {}

  public bind(scope: Construct, output: codepipeline.Artifact, branch = this.options.branch): codepipeline.IAction {
    return new actions.CodeCommitSourceAction({
      actionName: 'CodeCommit',
      variablesNamespace: StageName.SOURCE,
      repository: this.repository,
      // Always named: what CDK falls back to hangs on a feature flag.
      branch: resolveBranch(scope, branch),
      trigger: actions.CodeCommitTrigger.EVENTS,
      output,
    });
  }
}
