import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { StageName } from './defaults';
import { COMMIT_ID } from './source-action';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { IPipelineSource } from '../pipeline-source';

/** By provider, which variable says the revision. */
const REVISIONS: Record<string, string> = {
  CodeStarSourceConnection: COMMIT_ID,
  CodeCommit: COMMIT_ID,
  GitHub: COMMIT_ID,
  S3: `#{${StageName.SOURCE}.VersionId}`,
  ECR: `#{${StageName.SOURCE}.ImageDigest}`,
};

/** An action that somebody made. */
export class ExternalSource implements IPipelineSource {
  public readonly revision?: string;
  private boundAt?: string;

  constructor(private readonly action: codepipeline.IAction) {
    this.revision = REVISIONS[action?.actionProperties?.provider];
  }

  public bind(scope: Construct): codepipeline.IAction {
    requireAbility(scope, { prop: 'action', value: this.action, method: 'bind', expected: 'a source action, such as a CodeStarConnectionsSourceAction' });
    const { category, outputs = [], variablesNamespace } = this.action.actionProperties;
    if (category !== codepipeline.ActionCategory.SOURCE) {
      throw inputError(scope, `'action' must be of the category Source, got ${show(category)}`);
    }
    if (outputs.length !== 1) { throw inputError(scope, `'action' must fill one artifact with the source, got ${outputs.length} outputs`); }
    if (variablesNamespace !== StageName.SOURCE) {
      throw inputError(scope, "'action' must have the variables namespace 'Source', which the other stages know, got another one or none. " +
        "Make it with variablesNamespace: 'Source'");
    }
    if (this.boundAt !== undefined) {
      throw inputError(scope, `'source' must be able to make an action for each pipeline, got an action that is in ${this.boundAt} already. ` +
        'Use a branch strategy with one rule, or implement IPipelineSource');
    }
    this.boundAt = scope.node.path;
    return this.action;
  }
}
