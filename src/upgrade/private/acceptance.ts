import { rowsOf } from './describe';
import { requireIds } from './require-ids';
import { inputErrorIn, show } from '../../core/private/input-error';
import { UpgradeChange } from '../upgrade-change';
import { UpgradeEffect } from '../upgrade-effect';

/**
 * The changes that nobody accepted. What is accepted has to be unsafe, and one change: an acceptance that stays after its upgrade
 * takes the next loss for wanted, and so does one that means a resource in another stack as well.
 */
export function unaccepted(place: string, unsafe: UpgradeChange[], accepted: Record<string, string>): UpgradeChange[] {
  const taken = Object.entries(requireIds(place, 'accepted', accepted)).flatMap(([id, reason]): Array<UpgradeChange | string> => {
    if (typeof reason !== 'string' || reason.trim() === '') { throw inputErrorIn(place, `'accepted' must give a reason for '${id}', got ${show(reason)}`); }
    const found = changesNamed(unsafe, id);
    if (idsOf(found).length > 1) { throw inputErrorIn(place, `'accepted' must name one change each, got '${id}', and there are several. ${sayWhich(found)}`); }
    return found.length > 0 ? found : [id];
  });
  const needless = taken.filter((each) => typeof each === 'string');
  if (needless.length > 0) { throw inputErrorIn(place, needlessError(needless, unsafe)); }
  return unsafe.filter((change) => !taken.includes(change));
}

/** What an id names: a new logical id before an old one, alone or behind its stack. */
export function changesNamed(changes: UpgradeChange[], id: string): UpgradeChange[] {
  const found = changes.filter((change) => namesOf(change.stack, change.logicalId).includes(id));
  if (found.length > 0) { return found; }
  return changes.filter(({ stack, previousLogicalId }) => previousLogicalId && namesOf(stack, previousLogicalId).includes(id));
}

/** Tells changes apart that have one logical id. */
export function sayWhich(changes: UpgradeChange[]): string {
  return `Say which: ${idsOf(changes).map((id) => `'${id}'`).join(' or ')}`;
}

/** What has the logical id that was asked for, behind the name of another stack: one in several regions is called by them. */
export function changesLike(changes: UpgradeChange[], id: string): UpgradeChange[] {
  return changesNamed(changes, id.slice(id.lastIndexOf('.') + 1));
}

/** The ids of changes as they can be accepted. */
export function idsOf(changes: UpgradeChange[]): string[] {
  return [...new Set(changes.map(({ stack, logicalId }) => `${stack}.${logicalId}`))];
}

function namesOf(stack: string, logicalId: string): string[] {
  return [logicalId, `${stack}.${logicalId}`];
}

function needlessError(ids: string[], unsafe: UpgradeChange[]): string {
  const like = ids.flatMap((id) => changesLike(unsafe, id));
  const hint = like.length > 0 ? sayWhich(like) : `Take ${ids.length > 1 ? 'them' : 'it'} out: what stays here takes the next loss for wanted`;
  return `'accepted' must name unsafe changes, got ${ids.map((id) => `'${id}'`).join(', ')}, and there is none. ${hint}`;
}

/** The error of an upgrade that should not happen by accident. */
export function unsafeError(changes: UpgradeChange[]): Error {
  const what = changes.length === 1 ? '1 resource that holds data or serves traffic does' : `${changes.length} resources that hold data or serve traffic do`;
  return new Error([
    `This upgrade is unsafe: ${what} not stay in place.`,
    '',
    ...changes.flatMap(rowsOf),
    '',
    ...howToAccept(changes),
  ].join('\n'));
}

/** What to do about it. A long list would hide what it is about. */
export function howToAccept(changes: UpgradeChange[]): string[] {
  const ids = idsOf(changes);
  const shown = ids.length > MOST_SHOWN ? ids.slice(0, 1) : ids;
  const more = ids.length > MOST_SHOWN ? [`  …and ${ids.length - 1} more`] : [];
  const moved = changes.find(({ effect }) => effect === UpgradeEffect.MOVED);
  return [
    'If that is what you want, accept each by its id, with the reason, in assertSafe():',
    `  accepted = { ${shown.map((id) => `'${id}': 'why'`).join(', ')} }`,
    ...more,
    'or on the command line:',
    ...shown.map((id) => `  --accept '${id}=why'`),
    ...more,
    ...moved ? howToRefactor(moved) : [],
  ];
}

const MOST_SHOWN = 3;

function howToRefactor({ stack, previousLogicalId, logicalId }: UpgradeChange): string[] {
  const [from, to] = [previousLogicalId, logicalId].map((id) => `${stack}.${id}`);
  return [
    'What moved to another logical id stays if the stack is refactored first (cdk refactor). Then say so:',
    `  refactor = { '${from}': '${to}' }`,
    'or on the command line:',
    `  --refactor '${from}=${to}'`,
  ];
}
