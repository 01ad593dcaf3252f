import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { PipelineStage } from '../pipeline-stage';
import { IPipelineStep } from '../pipeline-step';

/** An action that somebody made. */
export class ActionStep implements IPipelineStep {
  public readonly stepName: string;

  constructor(private readonly action: codepipeline.IAction) {
    this.stepName = action.actionProperties.actionName;
  }

  public bind(stage: PipelineStage): void {
    stage.pipelineStage.addAction(this.action);
  }
}
