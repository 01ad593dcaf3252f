/** What a branch may come to, after source, build and tests. */
export enum ReleasePhase {
  /** Deploys to `staging`. */
  STAGING = 'Staging',
  /** Waits until somebody approves. */
  APPROVAL = 'Approval',
  /** Deploys to `production`. */
  PRODUCTION = 'Production',
}

/** Which changes go how far. Each rule is a pipeline of its own. */
export interface BranchRule {
  /** Names the pipeline of the rule, such as `Hotfix`: 1 to 40 letters and digits, the first a letter. A change replaces that pipeline. */
  readonly ruleName: string;

  /** How far the changes go, in this order. None of them: build, scan and test only. */
  readonly phases: ReleasePhase[];

  /**
   * The branches: names or glob patterns such as `release/*`. Of a pull request, the branch that it goes to.
   *
   * @default - the branch of the source
   */
  readonly branches?: string[];
}

/** Which branches go how far. */
export class BranchStrategy {
  /** Every commit on one branch goes to production. Pull requests to it are built, scanned and tested, and go nowhere. */
  public static trunkBased(): BranchStrategy {
    return new BranchStrategy([{ ruleName: 'Main', phases: [ReleasePhase.STAGING, ReleasePhase.APPROVAL, ReleasePhase.PRODUCTION] }]);
  }

  /** @internal */
  public readonly _rules: BranchRule[];

  private constructor(rules: BranchRule[]) {
    this._rules = rules;
  }
}
