/** A value that is not known at synth: it cannot be judged. Numbers stand for tokens where the text of a template has a gap. */
export const UNKNOWN = 8_675_309;

/** A widget of a body that has been read. */
export interface BodyWidget {
  readonly type?: unknown;
  readonly x?: unknown;
  readonly y?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
  readonly properties?: Record<string, any>;
}

/** Whether a value, or a part of it, is only known at deployment. */
export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN || (typeof value === 'string' && (value.includes(String(UNKNOWN)) || value.includes('${Token['))) || isTokenNumber(value);
}

/** Numbers that stand for tokens are below this. */
function isTokenNumber(value: unknown): boolean {
  return typeof value === 'number' && value < -1e288;
}
