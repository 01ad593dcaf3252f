import { rowsOf } from './describe';
import { requireIds } from './require-ids';
import { inputErrorIn, show } from '../../core/private/input-error';
import { UpgradeChange } from '../upgrade-change';
import { UpgradeEffect } from '../upgrade-effect';

/** The changes that nobody accepted. A change is named by its logical id, new or old, alone or behind its stack. */
export function unaccepted(place: string, unsafe: UpgradeChange[], accepted: Record<string, string>): UpgradeChange[] {
  for (const [id, reason] of Object.entries(requireIds(place, 'accepted', accepted))) {
    if (typeof reason !== 'string' || reason.trim() === '') { throw inputErrorIn(place, `'accepted' must give a reason for '${id}', got ${show(reason)}`); }
  }
  return unsafe.filter((change) => !namesOf(change).some((name) => name in accepted));
}

export function namesOf({ stack, logicalId, previousLogicalId }: UpgradeChange): string[] {
  return [logicalId, previousLogicalId].filter((id) => id !== undefined).flatMap((id) => [id, `${stack}.${id}`]);
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

/** What to do about it, with the first change as the example. */
export function howToAccept(changes: UpgradeChange[]): string[] {
  const [{ stack, logicalId }] = changes;
  const moved = changes.find(({ effect }) => effect === UpgradeEffect.MOVED);
  return [
    'If that is what you want, accept each by its id, with the reason, in assertSafe():',
    `  accepted = { '${stack}.${logicalId}': 'why' }`,
    `or on the command line: --accept '${stack}.${logicalId}=why'`,
    ...moved ? howToRefactor(moved) : [],
  ];
}

function howToRefactor({ previousLogicalId, logicalId }: UpgradeChange): string[] {
  return [
    'What moved to another logical id stays if the stack is refactored first (cdk refactor). Then say so:',
    `  refactor = { '${previousLogicalId}': '${logicalId}' }`,
    `or on the command line: --refactor '${previousLogicalId}=${logicalId}'`,
  ];
}
