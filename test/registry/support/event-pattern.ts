/**
 * Whether an event matches a pattern as Amazon EventBridge matches it, as far as the patterns of this library go:
 * exact values, `numeric` with >, `$or`, and arrays of the event, of which any element may match.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matches(pattern: any, event: any): boolean {
  return Object.entries<any>(pattern).every(([key, expected]) => {
    if (key === '$or') { return expected.some((alternative: any) => matches(alternative, event)); }
    const values = Array.isArray(event?.[key]) ? event[key] : [event?.[key]];
    if (Array.isArray(expected)) { return values.some((value: any) => expected.some((condition) => fulfils(condition, value))); }
    return values.some((value: any) => value !== undefined && matches(expected, value));
  });
}

function fulfils(condition: any, value: any): boolean {
  if (typeof condition !== 'object') { return condition === value; }
  const [operator, bound] = condition.numeric ?? [];
  if (operator !== '>') { throw new Error(`unknown condition ${JSON.stringify(condition)}`); }
  return typeof value === 'number' && value > bound;
}
