import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Construct } from 'constructs';
import { acknowledgeArtifactReader } from './artifact-access';

/** Runs one of our projects. Where the artifacts lie is known only when the action is bound. */
export class ScriptAction extends actions.CodeBuildAction {
  constructor(private readonly actionProps: actions.CodeBuildActionProps) {
    super(actionProps);
  }

  protected bound(scope: Construct, stage: codepipeline.IStage, options: codepipeline.ActionBindOptions): codepipeline.ActionConfig {
    acknowledgeArtifactReader(this.actionProps.project, options.bucket);
    return super.bound(scope, stage, options);
  }
}
