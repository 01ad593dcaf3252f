import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { PipelineStage } from './pipeline-stage';
import { ActionStep } from './private/action-step';

/**
 * Something that a pipeline does on the way: a scan, a check, a test, a message after a release.
 *
 * @subclassable
 */
export interface IPipelineStep {
  /** Names the step in the pipeline, 1 to 80 letters, digits or any of `.@-_`. Two steps of a stage have two names. */
  readonly stepName: string;

  /**
   * Called once for each stage with the step. Adds actions to `stage.codePipelineStage`, the first of them with `stage.runOrder`.
   */
  bind(stage: PipelineStage): void;
}

/** Steps of your own. What scans is in `SecurityScan`, what checks in `ComplianceCheck`, what tests in `TestSuite`. */
export class PipelineStep {
  /**
   * Any action of CodePipeline. Its run order is its own. An action can be in one stage of one pipeline only.
   *
   * @param action the action, such as a `LambdaInvokeAction`
   */
  public static action(action: codepipeline.IAction): IPipelineStep {
    return new ActionStep(action);
  }

  private constructor() {}
}
