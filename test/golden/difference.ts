import { Template } from './golden';

/** How much of a value is worth a reader's eye. */
const LONGEST_VALUE = 100;

/** What changed between two templates, a line each, grouped by resource. Nothing for equal templates. */
export function differences(before: Template, after: Template): string[] {
  const { Resources: resourcesBefore = {}, ...restBefore } = before;
  const { Resources: resourcesAfter = {}, ...restAfter } = after;
  return [
    ...keysOf(resourcesBefore, resourcesAfter).flatMap((id) => {
      const [old, now] = [resourcesBefore[id], resourcesAfter[id]];
      if (!old) { return [`+ ${now.Type} ${id}`]; }
      if (!now) { return [`- ${old.Type} ${id}`]; }
      const changes = changedPaths(old, now);
      return changes.length > 0 ? [`~ ${now.Type} ${id}`, ...changes.map((change) => `    ${change}`)] : [];
    }),
    ...changedPaths(restBefore, restAfter),
  ];
}

/** A change of a value deep inside of another, with the path to it. */
export interface ValueChange {
  readonly path: string;
  /** Undefined where there was, or is, none. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Changes between two values, each as the path to it with what was there and what is there now. The order of keys means nothing. */
export function changesBetween(before: unknown, after: unknown, path = ''): ValueChange[] {
  if (isNested(before) && isNested(after) && Array.isArray(before) === Array.isArray(after)) {
    return keysOf(before, after).flatMap((key) => changesBetween(before[key], after[key], path ? `${path}.${key}` : key));
  }
  return before === after ? [] : [{ path, before, after }];
}

function changedPaths(old: unknown, now: unknown): string[] {
  return changesBetween(old, now).map(({ path, before, after }) => {
    if (before === undefined) { return `+ ${path}: ${show(after)}`; }
    return after === undefined ? `- ${path}: ${show(before)}` : `~ ${path}: ${show(before)} -> ${show(after)}`;
  });
}

function isNested(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function keysOf(...objects: object[]): string[] {
  return [...new Set(objects.flatMap(Object.keys))].sort();
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
