import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { lambdaDeclaration, letInvoke } from './lambda-rule';
import { RuleFunction, whereabouts } from './rule-function';
import { RuleDeclaration, RuleKind, RulePlace } from './rule-kind';

const DECIDE = { id: 'RollbackDecision', entry: 'rollback.handler', description: 'Tells whether a failed release has to be taken back, or has been already.' };

/** A function of ours tells whether a stage failed after its deployment went well; the rule fails just then, and the stage goes back. */
export class RollbackRule implements RuleKind {
  /** @param deployActions the actions that restore what they deployed when they fail */
  constructor(private readonly deployActions: string[], private readonly logEncryptionKey?: kms.IKey) {}

  public bind({ pipeline, stageName, roles }: RulePlace): RuleDeclaration[] {
    const decide = RuleFunction.of(pipeline, DECIDE, this.logEncryptionKey);
    const role = roles.shared();
    letInvoke(role, decide.handler);
    const parameters = { ...whereabouts(pipeline, stageName), deploy: this.deployActions };
    return [lambdaDeclaration(decide.handler, role.role.roleArn, Stack.of(pipeline).toJsonString(parameters))];
  }
}
