import { IResource, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { inputError, requireAbility, show } from '../../../core/private/input-error';
import { requireKinds } from '../../../core/private/require-kinds';
import { inSameEnvironment, sayEnvironment } from '../../../core/private/same-environment';

/** What a list has to be. */
export interface ListLimits {
  readonly prop: string;
  readonly values: unknown;
  readonly max: number;
  readonly what: string;
  readonly fix?: string;
}

/** Fails for what is no list, or has nothing or too much in it. */
export function requireList(scope: Construct, { prop, values, max, what, fix }: ListLimits): void {
  if (Array.isArray(values) && values.length >= 1 && values.length <= max) { return; }
  const got = Array.isArray(values) ? `${values.length}` : show(values);
  throw inputError(scope, `'${prop}' must be a list of 1 to ${max} ${what}, got ${got}${fix ? `. ${fix}` : ''}`);
}

/** Fails for what is in another account or region than the pipeline. */
export function requireHere(pipeline: codepipeline.Pipeline, prop: string, resource: IResource): void {
  const here = Stack.of(pipeline);
  if (inSameEnvironment(here, resource.env)) { return; }
  throw inputError(pipeline, `'${prop}' must be in the pipeline's own account and region (${sayEnvironment(here)}), got ${resource.node.path} in ` +
    `${sayEnvironment(resource.env)}. Use one that is there, or a function there that looks at it`);
}

/** Fails for what are no options. */
export function requireOptions(scope: Construct, options: unknown): void {
  requireKinds(scope, { options }, { options: 'options' });
}

/** Fails for what are no texts by name. */
export function requireTexts(scope: Construct, prop: string, texts: Record<string, string> | undefined): void {
  requireKinds(scope, { [prop]: texts }, { [prop]: 'options' });
  const wrong = Object.entries(texts ?? {}).find(([, value]) => typeof value !== 'string');
  if (wrong) { throw inputError(scope, `'${prop}' must be texts by name, got ${show(wrong[1])} for ${wrong[0]}. Write it as a text`); }
}

/** Fails for what is no artifact. */
export function requireArtifacts(scope: Construct, inputs: codepipeline.Artifact[] | undefined): void {
  if (inputs === undefined) { return; }
  requireList(scope, { prop: 'inputs', values: inputs, max: 10, what: 'artifacts' });
  inputs.forEach((value) => requireAbility(scope, { prop: 'inputs', value, method: 'atPath', expected: 'artifacts of the pipeline' }));
}
