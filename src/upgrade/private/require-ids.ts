import { inputErrorIn, show } from '../../core/private/input-error';

/** Checks what only languages without types can get wrong: that something is an object with an entry for each id. */
export function requireIds(place: string, prop: string, value: Record<string, string>): Record<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) { return value; }
  throw inputErrorIn(place, `'${prop}' must be an object with a text for each id, got ${show(value)}`);
}
