import { referencesIn, renameReferences } from './references';
import { resourcesOf, Template } from './template';

/** What a template says by name, and what may have another value after the upgrade although the name is the same. */
export interface Uncertain {
  readonly parameters: Set<string>;
  readonly conditions: Set<string>;
  readonly mappings: Set<string>;
}

/** What resources get another value of, by their logical ids: all of it where they are replaced, or attributes only. */
export interface Renewed {
  readonly replaced: Set<string>;
  /** Launch templates: they stay, and their version is another one. */
  readonly versioned: Set<string>;
}

/** Stands in a value for one that is another one after the upgrade. */
const REPLACED = ' (replaced)';
const CHANGED = ' (changed)';

const VERSION = /^(Latest|Default)VersionNumber$/;

/**
 * Finds parameters, conditions and mappings that are defined in another way.
 *
 * @param fromOutside parameters that somebody else gives another value, such as the stack in which this one is nested
 */
export function findUncertain(before: Template, after: Template, fromOutside: string[]): Uncertain {
  const parameters = new Set([...changedKeys(before.Parameters, after.Parameters), ...fromOutside]);
  const mappings = new Set(changedKeys(before.Mappings, after.Mappings));
  const conditions = new Set(changedKeys(before.Conditions, after.Conditions));
  const definitions = Object.entries(after.Conditions ?? {});
  const dependsOnChange = (definition: unknown) => (
    JSON.stringify(markUncertain(definition, { parameters, conditions, mappings })) !== JSON.stringify(definition));
  // Conditions are made of conditions.
  for (let found = -1; found !== conditions.size;) {
    found = conditions.size;
    definitions.filter(([, definition]) => dependsOnChange(definition)).forEach(([name]) => conditions.add(name));
  }
  return { parameters, conditions, mappings };
}

/** The template with every reference to a replaced resource, or to another version of one, made a different one. */
export function markRenewed(template: Template, renewed: Renewed): Template {
  const rename = (name: string, attribute?: string) => (isRenewed(renewed, name, attribute) ? name + REPLACED : name);
  return ofProperties(template, (value) => renameReferences(value, rename));
}

function isRenewed({ replaced, versioned }: Renewed, name: string, attribute: string = ''): boolean {
  return replaced.has(name) || (versioned.has(name) && VERSION.test(attribute));
}

/** The template with every use of what is uncertain made a different one. */
export function markUses(template: Template, uncertain: Uncertain): Template {
  return ofProperties(template, (value) => markUncertain(value, uncertain));
}

/** What a value depends on that is replaced or uncertain, in words. */
export function causesIn(value: unknown, uncertain: Uncertain, { replaced, versioned }: Renewed): string[] {
  const names = [...referencesIn(value)];
  return [
    ...names.filter((name) => replaced.has(name)).map((name) => `${name} is replaced`),
    ...names.filter((name) => !replaced.has(name) && versioned.has(name)).map((name) => `${name} gets another version`),
    ...names.filter((name) => uncertain.parameters.has(name)).map((name) => `the parameter '${name}' changes`),
    ...usedIn(value, 'Fn::If').filter((name) => uncertain.conditions.has(name)).map((name) => `the condition '${name}' changes`),
    ...usedIn(value, 'Fn::FindInMap').filter((name) => uncertain.mappings.has(name)).map((name) => `the mapping '${name}' changes`),
  ];
}

function markUncertain(value: unknown, uncertain: Uncertain): unknown {
  const marked = renameReferences(value, (name) => (uncertain.parameters.has(name) ? name + CHANGED : name));
  return markArguments(marked, (key, name) => (
    (key === 'Fn::FindInMap' ? uncertain.mappings : uncertain.conditions).has(name) ? name + CHANGED : name));
}

/** Conditions and mappings are named by the first argument of a function, and conditions among each other by `Condition`. */
function markArguments(value: unknown, rename: (key: string, name: string) => string): unknown {
  if (Array.isArray(value)) { return value.map((item) => markArguments(item, rename)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => {
    const argument = markArguments(inside, rename);
    if (['Fn::If', 'Fn::FindInMap'].includes(key) && Array.isArray(argument) && typeof argument[0] === 'string') {
      return [key, [rename(key, argument[0]), ...argument.slice(1)]];
    }
    return [key, key === 'Condition' && typeof argument === 'string' && Object.keys(value).length === 1 ? rename(key, argument) : argument];
  }));
}

function usedIn(value: unknown, fn: string): string[] {
  const names = new Set<string>();
  markArguments(value, (key, name) => {
    if (key === fn) { names.add(name); }
    return name;
  });
  return [...names];
}

function ofProperties(template: Template, change: (value: unknown) => unknown): Template {
  const resources = Object.entries(resourcesOf(template)).map(([id, resource]) => (
    [id, resource.Properties ? { ...resource, Properties: change(resource.Properties) } : resource]));
  return { ...template, Resources: Object.fromEntries(resources) };
}

function changedKeys(before: Record<string, unknown> = {}, after: Record<string, unknown> = {}): string[] {
  return Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
