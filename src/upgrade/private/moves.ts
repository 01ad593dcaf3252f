import { renameInResource } from './references';
import { constructPathOf, Resource } from './template';

/** Old logical ids by new ones. */
export type Moves = ReadonlyMap<string, string>;

/**
 * Finds resources that went and came again under another logical id: of one type, with the same properties. What they
 * refer to among each other moved as well, and tags have the path of the construct in them, so neither counts.
 */
export function findMoves(before: Record<string, Resource>, after: Record<string, Resource>): Moves {
  const gone = Object.keys(before).filter((id) => !after[id]);
  const come = Object.keys(after).filter((id) => !before[id]);
  const oldByLook = groupByLook(before, gone);
  const newByLook = groupByLook(after, come);
  return new Map([...newByLook].flatMap(([look, ids]) => pairsOf(ids, oldByLook.get(look) ?? [], before, after)));
}

function groupByLook(resources: Record<string, Resource>, ids: string[]): Map<string, string[]> {
  const moving = new Set(ids);
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const look = lookOf(resources[id], moving);
    groups.set(look, [...groups.get(look) ?? [], id]);
  }
  return groups;
}

function lookOf(resource: Resource, moving: Set<string>): string {
  const { Type, Properties } = renameInResource(resource, (name) => (moving.has(name) ? '(moved)' : name));
  const { Tags, ...properties } = Properties ?? {};
  return sortedJson([Type, properties]);
}

/** Of several that look the same, such as subnets, those first whose construct has the same name at the end of its path. */
function pairsOf(newIds: string[], oldIds: string[], before: Record<string, Resource>, after: Record<string, Resource>): Array<[string, string]> {
  const candidates = newIds.flatMap((newId) => oldIds.map((oldId) => ({ newId, oldId, likeness: likeness(after[newId], before[oldId]) })));
  candidates.sort((one, other) => other.likeness - one.likeness || compare(one.newId, other.newId) || compare(one.oldId, other.oldId));
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  for (const { newId, oldId } of candidates) {
    if (pairs.has(newId) || taken.has(oldId)) { continue; }
    pairs.set(newId, oldId);
    taken.add(oldId);
  }
  return [...pairs];
}

/** How many names the two paths have in common, from the end. */
function likeness(one: Resource, other: Resource): number {
  const [names, others] = [one, other].map((resource) => (constructPathOf(resource) ?? '').split('/').reverse());
  const different = names.findIndex((name, index) => name !== others[index]);
  return different < 0 ? names.length : different;
}

/** JSON in which the order of keys means nothing. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inside) => (
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).sort(([one], [other]) => compare(one, other)))
      : inside));
}

/** The same order on every machine, whatever its language. */
export function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
