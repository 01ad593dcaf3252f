import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';

/** What a source calls a version of what it holds, by the provider of its action. An action fails that names a variable which there is not. */
const VERSION_VARIABLES: Record<string, { readonly kind: string; readonly variable: string }> = {
  CodeCommit: { kind: 'Commit', variable: 'CommitId' },
  CodeStarSourceConnection: { kind: 'Commit', variable: 'CommitId' },
  GitHub: { kind: 'Commit', variable: 'CommitId' },
  ECR: { kind: 'Image', variable: 'ImageURI' },
  S3: { kind: 'Version', variable: 'VersionId' },
};

/**
 * What a person calls what the pipeline took from its source, such as `Commit #{Source.CommitId}`; none when the source does not say.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html#reference-variables-list
 */
export function sourceVersionOf(pipeline: codepipeline.Pipeline): string | undefined {
  const { provider, variablesNamespace } = pipeline.stages[0].actions[0].actionProperties;
  const known = Object.hasOwn(VERSION_VARIABLES, provider) ? VERSION_VARIABLES[provider] : undefined;
  // A token, which holds nothing for an action that was given none.
  const namespace: string | undefined = Stack.of(pipeline).resolve(variablesNamespace);
  return known && namespace ? `${known.kind} #{${namespace}.${known.variable}}` : undefined;
}
