import { findMoves, Moves } from './moves';
import { ResourceUpdate, updatesBetween } from './property-changes';
import { roleOf, worstRole } from './roles';
import { constructPathOf, NESTED_STACK, Resource, resourcesOf, StackTemplate, Template } from './template';
import { findUncertain, Uncertain } from './uncertain';
import { Verdict, verdictOnAddition, verdictOnMove, verdictOnRemoval, verdictOnUpdate } from './verdict';
import { ResourceRole } from '../resource-role';
import { UpdateBehavior } from '../update-behavior';
import { UpgradeChange } from '../upgrade-change';
import { UpgradeEffect } from '../upgrade-effect';

/** A stack before and after the upgrade; one of the two may be missing. */
export interface StackPair {
  readonly name: string;
  readonly before?: StackTemplate;
  readonly after?: StackTemplate;
  /** Old logical ids by new ones, of resources that were refactored. The old template has the new ids already. */
  readonly refactored: Moves;
  /** Parameters that the stack in which this one is nested gives another value. */
  readonly changedParameters?: string[];
  /** Whether it is nested in another stack, and goes with that. */
  readonly nested?: boolean;
}

/** What an upgrade does to each resource of a stack and of those that are nested in it, also where that is nothing. */
export function compareStacks(pair: StackPair): UpgradeChange[] {
  const [before, after] = [pair.before?.template, pair.after?.template];
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const moves = findMoves(old, now);
  const movedAway = new Set(moves.values());
  const updates = updatesOf(pair, before ?? {}, after ?? {});
  const whatGoes = pair.nested ? 'its nested stack' : 'its stack';
  const own = [
    ...Object.keys(old).filter((id) => !now[id] && !movedAway.has(id)).map((id) => (
      changeOf(pair, { id, before: old[id] }, verdictOnRemoval(old[id], after ? 'it' : whatGoes)))),
    ...Object.keys(now).map((id) => {
      const movedFrom = moves.get(id);
      if (movedFrom) {
        return changeOf(pair, { id, previousId: movedFrom, before: old[movedFrom], after: now[id] }, verdictOnMove(old[movedFrom], movedFrom));
      }
      if (!old[id]) { return changeOf(pair, { id, after: now[id] }, verdictOnAddition(before ? 'it' : 'its stack')); }
      return changeOf(pair, { id, previousId: pair.refactored.get(id), before: old[id], after: now[id] }, updates(id));
    }),
  ];
  return [...own, ...nestedPairs(pair, own).flatMap(compareStacks)];
}

function updatesOf(pair: StackPair, before: Template, after: Template): (id: string) => Verdict {
  const uncertain = findUncertain(before, after, pair.changedParameters ?? []);
  const updates = updatesBetween(before, after, uncertain);
  return (id) => {
    const [old, now] = [before.Resources![id], after.Resources![id]];
    const verdict = verdictOnUpdate(old, now, closedNestedStack(pair, id, updates[id]), conditionChanged(old, now, uncertain));
    const wasMoved = verdict.effect === UpgradeEffect.UNCHANGED && pair.refactored.has(id);
    return wasMoved ? { ...verdict, effect: UpgradeEffect.REFACTORED, reason: `its logical id was ${pair.refactored.get(id)}` } : verdict;
  };
}

/** What changes inside of a nested stack is not to be seen without its templates: only that something does. */
function closedNestedStack({ before, after }: StackPair, id: string, update: ResourceUpdate | undefined): ResourceUpdate | undefined {
  if (!update || after?.template.Resources?.[id].Type !== NESTED_STACK || (before?.nested[id] && after.nested[id])) { return update; }
  const properties = update.properties.map((property) => (property.name === 'TemplateURL' ? { ...property, behavior: UpdateBehavior.UNKNOWN } : property));
  return { ...update, properties };
}

function conditionChanged(before: Resource, after: Resource, uncertain: Uncertain): boolean {
  return before.Condition !== after.Condition || (after.Condition !== undefined && uncertain.conditions.has(after.Condition));
}

/** A resource on both sides; one of the two may be missing. */
interface Subject {
  readonly id: string;
  readonly previousId?: string;
  readonly before?: Resource;
  readonly after?: Resource;
}

function changeOf(pair: StackPair, { id, previousId, before, after }: Subject, verdict: Verdict): UpgradeChange {
  const looksInside = (!before || pair.before?.nested[previousId ?? id] !== undefined) && (!after || pair.after?.nested[id] !== undefined);
  const role = worstRole([before, after].filter((resource) => resource !== undefined).map((resource) => roleOf(resource, looksInside)));
  return {
    stack: pair.name,
    logicalId: id,
    previousLogicalId: previousId,
    resourceType: (after ?? before)!.Type,
    constructPath: constructPathOf(after ?? before),
    effect: verdict.effect,
    role,
    reason: verdict.reason,
    safe: role === ResourceRole.OTHER || SAFE.includes(verdict.effect),
    retained: verdict.retained,
    properties: verdict.properties,
  };
}

const SAFE = [UpgradeEffect.UNCHANGED, UpgradeEffect.IN_PLACE, UpgradeEffect.ADDED, UpgradeEffect.REFACTORED];

/** The nested stacks that can be looked into. One that moved is two: all that was in it goes, and comes again in the other. */
function nestedPairs({ name, before, after }: StackPair, changes: UpgradeChange[]): StackPair[] {
  const pairOf = (id: string, old?: StackTemplate, now?: StackTemplate, changedParameters?: string[]): StackPair[] => (
    old ?? now ? [{ name: `${name}/${id}`, before: old, after: now, refactored: new Map(), changedParameters, nested: true }] : []);
  return changes.filter(({ resourceType }) => resourceType === NESTED_STACK).flatMap((change) => {
    const [id, previousId] = [change.logicalId, change.previousLogicalId];
    const [old, now] = [before?.nested[id], after?.nested[id]];
    if (change.effect === UpgradeEffect.MOVED) { return [...pairOf(previousId!, before?.nested[previousId!]), ...pairOf(id, undefined, now)]; }
    if (change.effect === UpgradeEffect.DELETED) { return pairOf(id, old); }
    if (change.effect === UpgradeEffect.ADDED) { return pairOf(id, undefined, now); }
    return old && now ? pairOf(id, old, now, changedParametersOf(change)) : [];
  });
}

function changedParametersOf({ properties }: UpgradeChange): string[] {
  const { before = '{}', after = '{}' } = properties.find(({ name }) => name === 'Parameters') ?? {};
  const [old, now] = [JSON.parse(before), JSON.parse(after)] as Array<Record<string, unknown>>;
  return Object.keys(now).filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]));
}
