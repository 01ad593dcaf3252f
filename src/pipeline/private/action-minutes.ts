import { IConstruct } from 'constructs';
import { COMMITS_ACTION, StageName } from './defaults';
import { PathAction } from './path-actions';
import { inputError, requireInRange } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { PipelineTimes } from '../pipeline-times';

/** Of actions of which the user says nothing. */
const ASSUMED = { release: 15, stack: 3, instant: 1, approval: 0, other: 5 };

/** How long each action takes: as the user says, or as its kind usually does. */
export function minutesOf(scope: IConstruct, actions: PathAction[], times: PipelineTimes): (action: PathAction) => number {
  requireKinds(scope, times, { minutes: 'options' });
  const { minutes = {} } = times;
  const known = actions.map(keyOf);
  for (const [key, value] of Object.entries(minutes)) {
    if (!known.includes(key)) { throw inputError(scope, `'minutes' must be by stage and action (${known.join(', ')}), got '${key}'`); }
    requireInRange(scope, { prop: `minutes['${key}']`, value: value ?? NaN, min: 0, unit: 'minutes' });
  }
  return (action) => minutes[keyOf(action)] ?? assumed(action);
}

function keyOf({ stageName, name }: PathAction): string {
  return `${stageName}/${name}`;
}

function assumed({ stageName, name, category, provider, runOrder }: PathAction): number {
  if (category === 'Approval') { return ASSUMED.approval; }
  if (stageName === StageName.BUILD && name === COMMITS_ACTION) { return ASSUMED.instant; }
  if (category === 'Source' || category === 'Invoke' || provider === 'S3') { return ASSUMED.instant; }
  if (provider.startsWith('CloudFormation')) { return ASSUMED.stack; }
  const releases = category === 'Deploy' || ([StageName.STAGING, StageName.PRODUCTION].includes(stageName) && runOrder === 1);
  return releases ? ASSUMED.release : ASSUMED.other;
}
