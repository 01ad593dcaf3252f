import { isOtherForCertain, IsParameter } from './certainty';
import { Difference, ResourceDifference } from './cloudformation-diff';
import { correctedDifferences, isRefused, whyOf } from './corrections';
import { compare, sortedJson } from './moves';
import { Template, withoutNotes } from './template';
import { causesIn, markRenewed, markUses, Renewed, Uncertain } from './uncertain';
import { UpdateBehavior } from '../update-behavior';
import { UpgradedProperty } from '../upgrade-change';

/** What changes of a resource that stays under one logical id. */
export interface ResourceUpdate {
  readonly properties: UpgradedProperty[];
  /** Why properties change that look the same, or may replace the resource: in words, by the name of the property. */
  readonly causes: Record<string, string>;
  /** Properties whose change CloudFormation refuses. */
  readonly refused: string[];
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
  const isParameter: IsParameter = (name) => name.startsWith('AWS::') || [old, now].some(({ Parameters = {} }) => Object.hasOwn(Parameters, name));
  const { differences: certain, renewed } = followReplacements(old, now, isParameter);
  const possible = correctedDifferences(old, markUses(markRenewed(now, renewed), uncertain));
  return Object.fromEntries(Object.entries(possible).filter(([, { oldValue, newValue }]) => oldValue && newValue).map(([id, difference]) => {
    const { Type: type, Properties: values = {} } = now.Resources![id];
    const properties = Object.entries(difference.propertyUpdates).map(([name, { oldValue, changeImpact }]) => (
      changeOf(name, oldValue, values[name], behaviorOf(changeImpact, certain[id]?.propertyUpdates[name], isParameter))));
    const others = Object.entries(difference.otherChanges).filter(([name]) => !NOT_A_CHANGE_OF_ITS_OWN.includes(name))
      .map(([name, { oldValue, newValue }]) => (
        changeOf(name, oldValue, newValue, id.startsWith('Fn::') ? UpdateBehavior.UNKNOWN : UpdateBehavior.IN_PLACE)));
    const causes = properties.map(({ name, before: was, after: is }) => (
      [name, was === is ? causesIn(values[name], uncertain, renewed).join(' and ') : whyOf(type, name) ?? '']));
    const refused = properties.filter(({ name, behavior }) => behavior === UpdateBehavior.MAY_REPLACE && isRefused(type, name));
    const byName = [...properties, ...others].sort((one, other) => compare(one.name, other.name));
    return [id, { properties: byName, causes: Object.fromEntries(causes), refused: refused.map(({ name }) => name) }];
  }));
}

/** A replaced resource has another name, and whoever has that name in a property that cannot change is replaced in turn. */
function followReplacements(before: Template, after: Template, isParameter: IsParameter) {
  const renewed: Renewed = { replaced: new Set(), versioned: new Set() };
  for (;;) {
    const differences = correctedDifferences(before, markRenewed(after, renewed));
    const all = Object.entries(differences);
    const replaced = all.filter(([id, difference]) => !renewed.replaced.has(id) && isReplacement(difference, isParameter));
    const versioned = all.filter(([id, difference]) => !renewed.versioned.has(id) && isNewVersion(difference));
    if (replaced.length + versioned.length === 0) { return { differences, renewed }; }
    replaced.forEach(([id]) => renewed.replaced.add(id));
    versioned.forEach(([id]) => renewed.versioned.add(id));
  }
}

function isReplacement({ oldValue, newValue, propertyUpdates }: ResourceDifference, isParameter: IsParameter): boolean {
  if (!oldValue || !newValue) { return false; }
  return oldValue.Type !== newValue.Type || Object.values(propertyUpdates).some((change) => isCertain(change, isParameter));
}

/** A launch template stays when it changes, and its number goes up. */
function isNewVersion({ oldValue, newValue, propertyUpdates }: ResourceDifference): boolean {
  return oldValue !== undefined && newValue?.Type === 'AWS::EC2::LaunchTemplate' && propertyUpdates.LaunchTemplateData !== undefined;
}

function isCertain({ changeImpact, oldValue, newValue }: Difference, isParameter: IsParameter): boolean {
  return changeImpact === 'WILL_REPLACE' && isOtherForCertain(oldValue, newValue, isParameter);
}

function behaviorOf(impact: Difference['changeImpact'], certain: Difference | undefined, isParameter: IsParameter): UpdateBehavior {
  const behavior = BEHAVIORS[impact ?? ''] ?? UpdateBehavior.UNKNOWN;
  if (behavior !== UpdateBehavior.REPLACE) { return behavior; }
  return certain && isCertain(certain, isParameter) ? UpdateBehavior.REPLACE : UpdateBehavior.MAY_REPLACE;
}

function changeOf(name: string, before: unknown, after: unknown, behavior: UpdateBehavior): UpgradedProperty {
  const [old, now] = [before, after].map((value) => (value === undefined ? undefined : sortedJson(value)));
  return { name, behavior, before: old, after: now };
}
