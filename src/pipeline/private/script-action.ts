import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Construct } from 'constructs';
import { acknowledgeArtifactReader, acknowledgeArtifactWriter } from './artifact-access';

/** Runs one of our projects. Where the artifacts lie is known only when the action is bound. */
export class ScriptAction extends actions.CodeBuildAction {
  constructor(private readonly actionProps: actions.CodeBuildActionProps) {
    super(actionProps);
  }

  protected bound(scope: Construct, stage: codepipeline.IStage, options: codepipeline.ActionBindOptions): codepipeline.ActionConfig {
    const { project, outputs = [] } = this.actionProps;
    const acknowledgeAccess = outputs.length > 0 ? acknowledgeArtifactWriter : acknowledgeArtifactReader;
    acknowledgeAccess(project, options.bucket);
    return super.bound(scope, stage, options);
  }
}
