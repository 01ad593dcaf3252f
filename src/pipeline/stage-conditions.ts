import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { PipelineConditions } from './private/rules/pipeline-conditions';
import { StagePoint } from './private/rules/stage-point';
import { StageRule } from './stage-rule';

/** What happens when a stage may not begin. */
export enum EntryResult {
  /** The execution fails. Somebody can override the rules in the console and let it go on. */
  FAIL = 'FAIL',
  /** The stage is left out, and the execution goes on after it. For rules on variables and functions only. */
  SKIP = 'SKIP',
}

/** What happens when a stage went well and its rules say no. */
export enum SuccessResult {
  /** The stage is run once more with what it had last run successfully. */
  ROLLBACK = 'ROLLBACK',
  /** The stage fails. */
  FAIL = 'FAIL',
}

/**
 * When a stage may begin, when it counts as a success, and what happens when it fails. For any pipeline that the AWS CDK makes: one of this
 * library (`delivery.pipeline`), one made by hand, and that of a CDK Pipelines `CodePipeline` after `buildPipeline()` (`pipeline.pipeline`).
 *
 * What AWS would refuse or ignore fails the synthesis, also where it was set on a stage of that pipeline by other means: a rollback in a
 * pipeline of type V1 or mode `PARALLEL` or of the stage with the source, rules that skip and cannot, a retry without a mode.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
 */
export class StageConditions {
  /**
   * The conditions of one stage. The stage may be added later; where it stands does not matter.
   *
   * @param pipeline the pipeline, not an imported one
   * @param stageName the name of the stage
   */
  public static on(pipeline: codepipeline.Pipeline, stageName: string): StageConditions {
    return new StageConditions(PipelineConditions.of(pipeline), stageName);
  }

  private constructor(private readonly conditions: PipelineConditions, private readonly stageName: string) {
    conditions.requireStageName(stageName);
  }

  /**
   * All rules have to pass before the stage begins. Call it once for a stage.
   *
   * @param rules one to five rules
   * @param result what happens when one does not; by default `EntryResult.FAIL`
   */
  public beforeEntry(rules: StageRule[], result?: EntryResult): StageConditions {
    this.conditions.add(this.stageName, StagePoint.ENTRY, rules, result ?? EntryResult.FAIL);
    return this;
  }

  /**
   * All rules have to pass after the actions of the stage went well. Call it once for a stage.
   *
   * @param rules one to five rules
   * @param result what happens when one does not; by default `SuccessResult.ROLLBACK`
   */
  public onSuccess(rules: StageRule[], result?: SuccessResult): StageConditions {
    this.conditions.add(this.stageName, StagePoint.SUCCESS, rules, result ?? SuccessResult.ROLLBACK);
    return this;
  }

  /**
   * The stage goes back when it fails: it is run once more with what it had last run successfully. After a change of the pipeline there is
   * nothing to go back to until the stage has succeeded once.
   *
   * @param rules one to five rules that keep it from going back when all of them pass; by default it always goes back
   */
  public rollBackOnFailure(rules?: StageRule[]): StageConditions {
    this.conditions.addRollback(this.stageName, rules);
    return this;
  }

  /**
   * The stage is tried once more when it fails.
   *
   * @param mode what is tried again; by default all actions. `FAILED_ACTIONS` is refused where change sets are executed: what failed is gone
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
   */
  public retryOnFailure(mode?: codepipeline.RetryMode): StageConditions {
    this.conditions.addRetry(this.stageName, mode ?? codepipeline.RetryMode.ALL_ACTIONS);
    return this;
  }
}
