import { IConstruct } from 'constructs';
import { findingsIn } from './private/lint-tree';

/**
 * Finds what CloudWatch would refuse in the alarms of a construct tree, whoever made them: those of the AWS CDK, of other
 * libraries and plain resources. Alarms of this library are checked as they are made.
 *
 * What it finds fails the synthesis, because it would fail the deployment half way.
 */
export class AlarmLint {
  /**
   * Checks all alarms below a scope at synthesis.
   *
   * @param scope an app, a stage, a stack or any other construct
   */
  public static of(scope: IConstruct): AlarmLint {
    const lint = new AlarmLint(scope);
    scope.node.addValidation({ validate: () => lint.findings() });
    return lint;
  }

  private constructor(private readonly scope: IConstruct) {}

  /** What is wrong with the alarms that are there so far, a sentence each. */
  public findings(): string[] {
    return findingsIn(this.scope);
  }
}
