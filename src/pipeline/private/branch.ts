import { IConstruct } from 'constructs';
import { PIPELINE_DEFAULTS } from './defaults';
import { requirePattern } from '../../core/private/input-error';

/** Git forbids blanks and these characters; a full ref would match no event and the pipeline would never start. */
const BRANCH = /^(?!refs\/)[^\s~^:?*[\\]+$/;

export function resolveBranch(scope: IConstruct, branch: string = PIPELINE_DEFAULTS.branch): string {
  requirePattern(scope, 'branch', branch, BRANCH, "the name of one branch, such as 'main', without 'refs/heads/'");
  return branch;
}
