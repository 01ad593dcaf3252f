import { IResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { StageName } from './defaults';
import { inputError, show } from '../../core/private/input-error';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';

/** What sources of Git repositories say of a revision. */
export const COMMIT_ID = `#{${StageName.SOURCE}.CommitId}`;

/** Fails for what is no such resource, and for one that the pipeline would find elsewhere: the action only looks beside the pipeline. */
export function requireSourceBeside(scope: IConstruct, prop: string, value: IResource, attribute: string, expected: string): void {
  if (typeof value !== 'object' || value === null || !(attribute in value)) {
    throw inputError(scope, `'${prop}' must be ${expected}, got ${typeof value === 'object' ? 'something else' : show(value)}`);
  }
  const pipeline = Stack.of(scope);
  if (inSameEnvironment(value.env, pipeline)) { return; }
  throw inputError(scope, `'${prop}' must be in the account and region of the pipeline (${sayEnvironment(pipeline)}), got one in ` +
    `${sayEnvironment(value.env)}. Move the pipeline there, or let something there copy what it releases`);
}
