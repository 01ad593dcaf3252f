import { CfnGuardOptions, CfnLintOptions, CdkNagOptions, CommandsCheckOptions } from './compliance-options';
import { IPipelineStep } from './pipeline-step';
import { cdkNagCheck } from './private/cdk-nag-check';
import { commandsCheck } from './private/commands-check';
import { cfnGuardCheck, cfnLintCheck } from './private/template-checks';

/**
 * What holds a change to rules before anything is deployed.
 *
 * Templates are looked for in what was built, such as a cloud assembly, and in the source when there are none.
 */
export class ComplianceCheck {
  /**
   * cfn-lint reads templates of CloudFormation for mistakes.
   *
   * @see https://github.com/aws-cloudformation/cfn-lint
   */
  public static cfnLint(options: CfnLintOptions = {}): IPipelineStep {
    return cfnLintCheck(options);
  }

  /**
   * CloudFormation Guard holds templates to rules of yours.
   *
   * @param rules files or directories with rules, relative to the root of the source, such as `rules/`
   * @see https://docs.aws.amazon.com/cfn-guard/latest/ug/what-is-guard.html
   */
  public static cfnGuard(rules: string[], options: CfnGuardOptions = {}): IPipelineStep {
    return cfnGuardCheck(rules, options);
  }

  /**
   * Synthesizes the app, which has to add packs of cdk-nag itself, and fails when they find something that nobody has acknowledged: also where
   * they only warn in the log, and when no pack has run.
   *
   * @see https://github.com/cdklabs/cdk-nag
   */
  public static cdkNag(options: CdkNagOptions = {}): IPipelineStep {
    return cdkNagCheck(options);
  }

  /**
   * Commands of yours in the root of the source. What was built is in the directory that `BUILD_OUTPUT` names, if the build makes an artifact.
   *
   * @param stepName names the check, 1 to 80 letters, digits or any of `.@-_`
   * @param commands run one after another in one shell; the check fails with the first that fails
   */
  public static commands(stepName: string, commands: string[], options: CommandsCheckOptions = {}): IPipelineStep {
    return commandsCheck(stepName, commands, options);
  }

  private constructor() {}
}
