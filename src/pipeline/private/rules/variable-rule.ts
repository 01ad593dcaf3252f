import { Token } from 'aws-cdk-lib';
import { RuleDeclaration, RuleKind, RulePlace, RuleProvider } from './rule-kind';
import { inputError, requirePattern, show } from '../../../core/private/input-error';
import { requireMember } from '../../../core/private/require-kinds';
import { VariableOperator } from '../../stage-rule';

export class VariableRule implements RuleKind {
  constructor(private readonly variable: string, private readonly comparison: VariableOperator, private readonly value: string) {}

  public bind({ pipeline }: RulePlace): RuleDeclaration[] {
    if (this.variable === undefined) { throw inputError(pipeline, "'variable' must be a variable such as '#{Source.BranchName}', got nothing"); }
    requirePattern(pipeline, 'variable', this.variable, /^#\{[\w@-]+(\.[\w@-]+)+\}$/, "a variable such as '#{Source.BranchName}'");
    if (this.comparison === undefined) { throw inputError(pipeline, "'comparison' must be a member of VariableOperator, got nothing"); }
    requireMember(pipeline, 'comparison', this.comparison, VariableOperator, 'VariableOperator');
    this.requireText(pipeline);
    return [{ provider: RuleProvider.VARIABLE, configuration: { Variable: this.variable, Operator: this.comparison, Value: this.value } }];
  }

  private requireText(pipeline: RulePlace['pipeline']): void {
    if (Token.isUnresolved(this.value) && typeof this.value === 'string') { return; }
    if (typeof this.value !== 'string') {
      throw inputError(pipeline, `'value' must be a text, got ${show(this.value)}. CodePipeline compares texts only: compare numbers in the build, export ` +
        "'true' or 'false', and compare with that");
    }
    requirePattern(pipeline, 'value', this.value, /^[^]{1,10000}$/, '1 to 10000 characters');
  }
}
