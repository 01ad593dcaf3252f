import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { inputError } from '../../core/private/input-error';

/** What can follow the reference to a clone. Of actions that are not of AWS, nobody knows. */
const CLONING = ['CodeBuild', 'Commands', 'ECRBuildAndPublish'];

/**
 * Fails at the end of the synthesis when an action would get a reference where it needs files; others may still add actions until then.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export function requireFilesForOthers(pipeline: codepipeline.Pipeline, source: codepipeline.Artifact): void {
  pipeline.node.addValidation({
    validate: () => isClone(source) ? pipeline.stages.flatMap((stage) => stage.actions
      .map(({ actionProperties }) => actionProperties)
      .filter(({ inputs = [], provider, owner = 'AWS' }) => inputs.includes(source) && owner === 'AWS' && !CLONING.includes(provider))
      .map(({ actionName }) => inputError(pipeline, `'fullClone' must be left out, as the action ${actionName} of the stage ${stage.stageName} takes the ` +
        'source and only CodeBuild can clone, got true. Let it take what a build makes, or release from files alone').message)) : [],
  });
}

/** Whether builds get a clone of the source. Known once its action is in a stage. */
export function isClone(source: codepipeline.Artifact): boolean {
  const { _CONNECTION_ARN_PROPERTY: connection } = actions.CodeStarConnectionsSourceAction;
  const { _FULL_CLONE_ARN_PROPERTY: repository } = actions.CodeCommitSourceAction;
  return [connection, repository].some((key) => source.getMetadata(key) !== undefined);
}
