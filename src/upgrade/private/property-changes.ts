import { Difference, ResourceDifference, resourceDifferences } from './cloudformation-diff';
import { compare, sortedJson } from './moves';
import { Template, withoutNotes } from './template';
import { causesIn, markReplaced, markUses, Uncertain } from './uncertain';
import { UpdateBehavior } from '../update-behavior';
import { UpgradedProperty } from '../upgrade-change';

/** What changes of a resource that stays under one logical id. */
export interface ResourceUpdate {
  readonly properties: UpgradedProperty[];
  /** Of properties that change only by what they refer to: that, in words, by the name of the property. */
  readonly causes: Record<string, string>;
}

const BEHAVIORS: Record<string, UpdateBehavior> = {
  WILL_REPLACE: UpdateBehavior.REPLACE,
  MAY_REPLACE: UpdateBehavior.MAY_REPLACE,
  WILL_UPDATE: UpdateBehavior.IN_PLACE,
};

/** Attributes that have a say of their own elsewhere. */
const NOT_A_CHANGE_OF_ITS_OWN = ['Type', 'Condition'];

/**
 * Compares the resources that both templates have. What refers to a replaced resource gets another value too, and may be
 * replaced for that; what depends on an uncertain definition may get one.
 */
export function updatesBetween(before: Template, after: Template, uncertain: Uncertain): Record<string, ResourceUpdate> {
  const [old, now] = [withoutNotes(before), withoutNotes(after)];
  const { differences: certain, replaced } = followReplacements(old, now);
  const possible = resourceDifferences(old, markUses(markReplaced(now, replaced), uncertain));
  return Object.fromEntries(Object.entries(possible).filter(([, { oldValue, newValue }]) => oldValue && newValue).map(([id, difference]) => {
    const value = (name: string) => now.Resources?.[id].Properties?.[name];
    const properties = Object.entries(difference.propertyUpdates).map(([name, { oldValue, changeImpact }]) => (
      changeOf(name, oldValue, value(name), behaviorOf(changeImpact, certain[id]?.propertyUpdates[name] !== undefined, [oldValue, value(name)]))));
    const others = Object.entries(difference.otherChanges).filter(([name]) => !NOT_A_CHANGE_OF_ITS_OWN.includes(name))
      .map(([name, { oldValue, newValue }]) => changeOf(name, oldValue, newValue, id.startsWith('Fn::') ? UpdateBehavior.UNKNOWN : UpdateBehavior.IN_PLACE));
    const causes = properties.filter((change) => change.before === change.after)
      .map(({ name }) => [name, causesIn(value(name), uncertain, replaced).join(' and ')]);
    const byName = [...properties, ...others].sort((one, other) => compare(one.name, other.name));
    return [id, { properties: byName, causes: Object.fromEntries(causes) }];
  }));
}

/** A replaced resource has another name, and whoever has that name in a property that cannot change is replaced in turn. */
function followReplacements(before: Template, after: Template): { differences: Record<string, ResourceDifference>; replaced: Set<string> } {
  const replaced = new Set<string>();
  for (;;) {
    const differences = resourceDifferences(before, markReplaced(after, replaced));
    const found = Object.entries(differences).filter(([id, difference]) => !replaced.has(id) && isReplacement(difference));
    if (found.length === 0) { return { differences, replaced }; }
    found.forEach(([id]) => replaced.add(id));
  }
}

function isReplacement({ oldValue, newValue, propertyUpdates }: ResourceDifference): boolean {
  if (!oldValue || !newValue) { return false; }
  return oldValue.Type !== newValue.Type || Object.values(propertyUpdates).some((change) => isCertain(change));
}

function isCertain({ changeImpact, oldValue, newValue }: Difference): boolean {
  return changeImpact === 'WILL_REPLACE' && !isOneBranch(oldValue, newValue);
}

function behaviorOf(impact: Difference['changeImpact'], certain: boolean, [before, after]: [unknown, unknown]): UpdateBehavior {
  const behavior = BEHAVIORS[impact ?? ''] ?? UpdateBehavior.UNKNOWN;
  if (behavior !== UpdateBehavior.REPLACE) { return behavior; }
  return certain && !isOneBranch(before, after) ? UpdateBehavior.REPLACE : UpdateBehavior.MAY_REPLACE;
}

/** Whether only one of the two values changed between which a condition decides: it may be the one that nobody uses. */
function isOneBranch(before: unknown, after: unknown): boolean {
  const [old, now] = [branches(before), branches(after)];
  if (!old || !now || old[0] !== now[0]) { return false; }
  return [1, 2].some((branch) => sortedJson(old[branch]) === sortedJson(now[branch])) && sortedJson(old) !== sortedJson(now);
}

function branches(value: unknown): unknown[] | undefined {
  const found = (value as { 'Fn::If'?: unknown } | undefined | null)?.['Fn::If'];
  return Array.isArray(found) ? found : undefined;
}

function changeOf(name: string, before: unknown, after: unknown, behavior: UpdateBehavior): UpgradedProperty {
  const [old, now] = [before, after].map((value) => (value === undefined ? undefined : sortedJson(value)));
  return { name, behavior, before: old, after: now };
}
