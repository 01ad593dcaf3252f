import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';

/** What CodePipeline accepts as the name of an action; one of two dots would be no name of a construct. */
const STEP_NAME = /^(?!\.{1,2}$)[\w.@-]{1,80}$/;

export function requireStepName(scope: IConstruct, stepName: string): void {
  if (Token.isUnresolved(stepName)) { throw inputError(scope, "'stepName' must be known when the app is synthesized, got a token. Say it as text"); }
  requirePattern(scope, 'stepName', stepName, STEP_NAME, "1 to 80 letters, digits or any of '.@-_'");
  if (stepName === undefined) { throw inputError(scope, "'stepName' must be 1 to 80 letters, digits or any of '.@-_', got undefined"); }
}

/** At least one, and none of them empty. */
export function requireCommands(scope: IConstruct, prop: string, commands: string[]): void {
  requireKinds(scope, { [prop]: commands }, { [prop]: 'list' });
  if (!commands || commands.length === 0) { throw inputError(scope, `'${prop}' must have a command, got ${show(commands)}. Say what is to run, such as 'npm test'`); }
  commands.forEach((command) => requirePattern(scope, prop, command ?? '', /\S/, 'commands, none of them empty'));
}

/** Relative paths or patterns of them. */
export function requireGlobs(scope: IConstruct, prop: string, globs: string[] | undefined): void {
  requireKinds(scope, { [prop]: globs }, { [prop]: 'list' });
  (globs ?? []).forEach((glob) =>
    requirePattern(scope, prop, glob ?? '', /^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\r\n]+$/, 'paths or glob patterns below the root, one line each'));
}

/** CodeBuild keeps the names that begin with CODEBUILD_ for itself, and a pipeline the image under IMAGE. */
export function requireEnvironment(scope: IConstruct, prop: string, variables: Record<string, unknown> = {}): void {
  for (const [name, value] of Object.entries(variables)) {
    requirePattern(scope, prop, name, /^(?!CODEBUILD_)(?!IMAGE$)[A-Za-z_]\w*$/,
      "keyed by names of letters, digits and underscores, not by 'IMAGE' or names that begin with 'CODEBUILD_', which are taken");
    if (prop === 'environment') { requirePattern(scope, prop, (value ?? null) as string, /^/, 'texts by name'); }
  }
}
