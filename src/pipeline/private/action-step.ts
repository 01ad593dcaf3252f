import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { inputError } from '../../core/private/input-error';
import { PipelineStage } from '../pipeline-stage';
import { IPipelineStep } from '../pipeline-step';

/** An action that somebody made. */
export class ActionStep implements IPipelineStep {
  public readonly stepName: string;
  private boundAt?: string;

  constructor(private readonly action: codepipeline.IAction) {
    this.stepName = action.actionProperties.actionName;
  }

  public bind(stage: PipelineStage): void {
    if (this.boundAt !== undefined) {
      throw inputError(stage.scope, `'action' must be in one pipeline only, got one that is at ${this.boundAt} already. Each branch rule is a pipeline: ` +
        'implement IPipelineStep and make an action there');
    }
    this.boundAt = stage.scope.node.path;
    stage.codePipelineStage.addAction(this.action);
  }
}
