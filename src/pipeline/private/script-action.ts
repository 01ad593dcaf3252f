import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
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
    this.allowClone();
    return super.bound(scope, stage, options);
  }

  /** A policy applies only with the service prefix of the connection's ARN, and the L2 always writes the old prefix. */
  private allowClone(): void {
    const connectionArn = this.actionProps.input.getMetadata(actions.CodeStarConnectionsSourceAction._CONNECTION_ARN_PROPERTY);
    if (!connectionArn) { return; }
    this.actionProps.project.addToRolePolicy(new iam.PolicyStatement({ actions: ['codeconnections:UseConnection'], resources: [connectionArn] }));
  }
}
