import { BakeGate } from './bake-gate';
import { RollbackStrategy } from './rollback-strategy';
import { EntryResult } from './stage-conditions';
import { StageRule } from './stage-rule';

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
}
