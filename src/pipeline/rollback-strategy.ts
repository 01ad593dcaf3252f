import * as kms from 'aws-cdk-lib/aws-kms';
import { RollbackKind } from './private/rules/rollback-kind';

/** How it is told whether a release has to be taken back. */
export interface AutomaticRollbackOptions {
  /**
   * Encrypts the log of the function that tells, if there is one. It serves all pipelines of the stack, and keeps the first key that it is given.
   *
   * @default - a key of AWS
   */
  readonly logEncryptionKey?: kms.IKey;
}

/**
 * What takes back a release that failed, beside what deploys it.
 *
 * CodePipeline goes back by running the stage once more with what it had last run successfully. That has to be an execution of the pipeline as
 * it is now: after a change of the pipeline there is none until the stage has succeeded once.
 */
export class RollbackStrategy {
  /**
   * Each failed release is taken back once. What restores itself, as Amazon ECS and CodeDeploy do, is left to do so; only when it went well and
   * a test after it failed, the stage goes back. A function tells the one from the other, and is there only when there are such tests. All
   * other targets: the stage goes back.
   */
  public static automatic(options: AutomaticRollbackOptions = {}): RollbackStrategy {
    return new RollbackStrategy(RollbackKind.AUTOMATIC, options);
  }

  /** The stage goes back whenever it fails. What restores itself is then deployed once more. */
  public static wholeStage(): RollbackStrategy {
    return new RollbackStrategy(RollbackKind.WHOLE_STAGE);
  }

  /** Only what deploys restores, such as Amazon ECS or CodeDeploy; refused for a target that does not. A failing test or bake gate fails the stage. */
  public static deployerOnly(): RollbackStrategy {
    return new RollbackStrategy(RollbackKind.DEPLOYER_ONLY);
  }

  /** The stage fails and stays as it is; what deploys may restore itself all the same. */
  public static none(): RollbackStrategy {
    return new RollbackStrategy(RollbackKind.NONE);
  }

  /** @internal */
  public readonly _kind: RollbackKind;

  /** @internal */
  public readonly _options?: AutomaticRollbackOptions;

  private constructor(kind: RollbackKind, options?: AutomaticRollbackOptions) {
    this._kind = kind;
    this._options = options;
  }
}
