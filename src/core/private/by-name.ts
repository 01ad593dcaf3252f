/**
 * The same values in the order of their names. Maps of some languages have another order in each run, and where the order
 * means nothing, a template with another order would be deployed for nothing.
 */
export function byName<T extends Record<string, unknown> | undefined>(values: T): T {
  return values && Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))) as T;
}
