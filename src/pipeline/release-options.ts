import { BakeGate } from './bake-gate';
import { RollbackStrategy } from './rollback-strategy';
import { EntryResult } from './stage-conditions';
import { StageRule } from './stage-rule';
import type { DoraMetrics } from '../delivery-metrics';

/** When a stage that releases may begin, when it counts as a success, and what happens when it fails. */
export interface ReleaseOptions {
  /**
   * What has to be so before the release begins: one to five rules, each alarm counted.
   *
   * @default - it begins at once
   */
  readonly entryRules?: StageRule[];

  /**
   * What happens when it is not so.
   *
   * @default EntryResult.FAIL
   */
  readonly entryResult?: EntryResult;

  /**
   * Watches the release after it went well, and takes it back when alarms fire. It is one of the five rules of `successRules`; with `checkAfter`
   * each alarm is.
   *
   * @default - the release counts as soon as it is deployed and tested
   */
  readonly bakeGate?: BakeGate;

  /**
   * What has to be so after the release went well; else it is taken back as by the bake gate.
   *
   * @default - nothing more
   */
  readonly successRules?: StageRule[];

  /**
   * What takes back a release that failed. With `deployerOnly()` and `none()`, a bake gate or a success rule that says no fails the stage and
   * takes nothing back.
   *
   * @default RollbackStrategy.automatic()
   */
  readonly rollback?: RollbackStrategy;

  /**
   * Measures the releases of all branches that get here, as the environment `production` or `staging`: how often, how fast, how many fail, how
   * soon that is mended. The alarms of the bake gate count as failures, and so does what Amazon ECS and AWS CodeDeploy take back.
   *
   * With a source that has `fullClone`, an action beside the build tells which commits there are in a release; else only the newest is known.
   *
   * @default - nobody measures
   */
  readonly deliveryMetrics?: DoraMetrics;

  /**
   * Which service it is for the delivery metrics, known at synth: 1 to 100 letters, digits, spaces or any of `._/-`. Several pipelines may deliver
   * one service.
   *
   * @default - the place of the pipeline in its stack, such as `Delivery`
   */
  readonly measuredAs?: string;
}
