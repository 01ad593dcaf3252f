import { ResourceUpdate } from './property-changes';
import { isCustomResource, isServerlessModel, MACRO, NESTED_STACK, Resource } from './template';
import { UpdateBehavior } from '../update-behavior';
import { UpgradedProperty } from '../upgrade-change';
import { UpgradeEffect } from '../upgrade-effect';

/** What happens to a resource, and why. */
export interface Verdict {
  readonly effect: UpgradeEffect;
  readonly reason: string;
  readonly retained: boolean;
  readonly properties: UpgradedProperty[];
}

const NO_UPDATE: ResourceUpdate = { properties: [], causes: {}, refused: [] };

/** The verdict on a resource that is there before and after. Worst first: the first that applies decides. */
export function verdictOnUpdate(before: Resource, after: Resource, update: ResourceUpdate | undefined, conditionChanged: boolean): Verdict {
  const { properties, causes, refused } = update ?? NO_UPDATE;
  const of = (behavior: UpdateBehavior) => properties.filter((change) => change.behavior === behavior).map(({ name }) => withCause(name, causes));
  const verdict = (effect: UpgradeEffect, reason: string, fate?: Fate) => (
    { effect, properties, reason: fate ? `${reason}; ${fate.text}` : reason, retained: fate?.retained ?? false });

  if (before.Type !== after.Type) {
    return verdict(UpgradeEffect.REPLACED, `the type was ${before.Type}: CloudFormation refuses another type under one logical id`, UNTOUCHED);
  }
  const [replacing, maybe, unknown] = [of(UpdateBehavior.REPLACE), of(UpdateBehavior.MAY_REPLACE), of(UpdateBehavior.UNKNOWN)];
  if (replacing.length > 0) { return verdict(UpgradeEffect.REPLACED, `${listOf(replacing)} cannot change in place`, whenReplaced(before, after)); }
  if (conditionChanged && after.Condition) {
    return verdict(UpgradeEffect.MAY_BE_DELETED, `where the condition '${after.Condition}' does not hold, it goes`, whenDeleted(before, after));
  }
  if (refused.length > 0) { return verdict(UpgradeEffect.MAY_BE_REPLACED, `CloudFormation refuses another ${listOf(refused)}`, UNTOUCHED); }
  if (maybe.length > 0) { return verdict(UpgradeEffect.MAY_BE_REPLACED, `${listOf(maybe)} may replace it`, whenReplaced(before, after)); }
  if (unknown.length > 0) { return verdict(UpgradeEffect.UNKNOWN, `nothing is known of ${listOf(unknown)}${hintOnUnknown(after)}`); }
  if (properties.length > 0) { return verdict(UpgradeEffect.IN_PLACE, listOf(of(UpdateBehavior.IN_PLACE))); }
  if (conditionChanged) { return verdict(UpgradeEffect.IN_PLACE, 'no condition decides any more whether it is there'); }
  return verdict(UpgradeEffect.UNCHANGED, '');
}

/** What is said of a resource that goes, by what goes. Nobody deletes a stack only because an app has it no longer. */
const GONE = {
  'it': 'it is no longer in the template',
  'its nested stack': 'its nested stack is no longer in the template',
  'its stack': 'its stack is no longer there, and goes when somebody deletes it',
};

export function verdictOnRemoval(before: Resource, whatGoes: keyof typeof GONE): Verdict {
  const { retained, text } = whenDeleted(before);
  return { effect: UpgradeEffect.DELETED, reason: `${GONE[whatGoes]}; ${text}`, retained, properties: [] };
}

export function verdictOnMove(before: Resource, previousId: string): Verdict {
  const { retained, text } = whenDeleted(before);
  return { effect: UpgradeEffect.MOVED, reason: `its logical id was ${previousId}, so there will be a new one; ${text}`, retained, properties: [] };
}

export function verdictOnAddition(whatIsNew: 'it' | 'its stack'): Verdict {
  return { effect: UpgradeEffect.ADDED, reason: `${whatIsNew} is new`, retained: false, properties: [] };
}

/** What becomes of the old one. */
interface Fate {
  readonly retained: boolean;
  readonly text: string;
}

const UNTOUCHED: Fate = { retained: true, text: 'the deployment fails and the old one stays' };
const DELETED: Fate = { retained: false, text: 'the old one is deleted' };
const SNAPSHOT: Fate = { retained: false, text: 'the old one is deleted after a snapshot' };

function whenDeleted(...resources: Resource[]): Fate {
  return fateBy('DeletionPolicy', resources, ['Retain', 'RetainExceptOnCreate']);
}

function whenReplaced(...resources: Resource[]): Fate {
  return fateBy('UpdateReplacePolicy', resources, ['Retain']);
}

/** A policy that one of the two templates does not have is not to be counted on. */
function fateBy(policy: 'DeletionPolicy' | 'UpdateReplacePolicy', resources: Resource[], keeping: string[]): Fate {
  const all = (values: string[]) => resources.every((resource) => values.includes(resource[policy] ?? defaultOf(policy, resource)));
  if (all(keeping)) { return { retained: true, text: `the old one stays outside of the stack, by its ${policy}` }; }
  return all([...keeping, 'Snapshot']) ? SNAPSHOT : DELETED;
}

/** Aurora clusters, and databases that are in none, are deleted with a snapshot unless somebody says otherwise. */
function defaultOf(policy: 'DeletionPolicy' | 'UpdateReplacePolicy', { Type, Properties }: Resource): string {
  const snapshot = Type === 'AWS::RDS::DBCluster' || (Type === 'AWS::RDS::DBInstance' && Properties?.DBClusterIdentifier === undefined);
  return policy === 'DeletionPolicy' && snapshot ? 'Snapshot' : 'Delete';
}

function hintOnUnknown(resource: Resource): string {
  const { Type } = resource;
  if (Type === MACRO || isServerlessModel(resource)) { return ': a macro makes the resources, when the stack is deployed'; }
  if (isCustomResource(Type)) { return ': the function behind it decides, by the physical id it returns'; }
  if (!Type.startsWith('AWS::')) { return ': the type is not one of AWS'; }
  return Type === NESTED_STACK ? ': the templates of the nested stack are not at hand; compare the assemblies' : '';
}

function withCause(name: string, causes: Record<string, string>): string {
  return causes[name] ? `${name} (${causes[name]})` : name;
}

function listOf(names: string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}` : names.join('');
}
