import { IConstruct } from 'constructs';
import { requirePattern } from '../../core/private/input-error';

/** Neither absolute nor upwards: only what was checked out can be built. */
export const PATH_IN_SOURCE = /^(?!\/)(?!(.*\/)?\.\.(\/|$)).+$/;

export function requirePathInSource(scope: IConstruct, prop: string, value: string | undefined, expected = 'a path below the root of the source'): void {
  requirePattern(scope, prop, value, PATH_IN_SOURCE, expected);
}

/** One path below another; the root of the source is no part of it. */
export function joinPaths(...parts: (string | undefined)[]): string | undefined {
  const joined = parts.filter((part) => part !== undefined && part !== '.').join('/');
  return joined === '' ? undefined : joined;
}
