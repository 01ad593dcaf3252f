import { UNKNOWN } from './body-widget';

/** A text of a template, with numbers in place of what is only known at deployment. */
export function gapsFilled(value: unknown): string {
  return partsOf(value).map((part) => typeof part === 'string' ? part : String(UNKNOWN)).join('');
}

/** Texts and references in a row that make up a value of a template. */
export function partsOf(value: any): unknown[] {
  if (typeof value === 'number') { return [String(value)]; }
  const join = value?.['Fn::Join'];
  return join?.[0] === '' && Array.isArray(join[1]) ? join[1].flatMap(partsOf) : [value];
}

/** The other way round; texts beside one another become one. */
export function concatenated(parts: unknown[]): unknown {
  const merged: unknown[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    if (typeof part === 'string' && typeof last === 'string') { merged[merged.length - 1] = last + part; } else { merged.push(part); }
  }
  return merged.length === 1 && typeof merged[0] === 'string' ? merged[0] : { 'Fn::Join': ['', merged] };
}
