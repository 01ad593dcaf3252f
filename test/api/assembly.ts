import * as fs from 'fs';
import * as path from 'path';
import { ROOT } from './public-exports';

/** The parts of a jsii assembly that the tests look at; see @jsii/spec for all of it. */
export interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string; readonly stability?: string; readonly subclassable?: boolean };
  readonly locationInModule?: { readonly filename: string; readonly line: number };
}

export interface Parameter extends Documented {
  readonly type: object;
  readonly optional?: boolean;
}

export interface Property extends Documented {
  readonly type: object;
  readonly optional?: boolean;
  readonly immutable?: boolean;
  readonly abstract?: boolean;
  readonly overrides?: string;
  readonly protected?: boolean;
}

export interface Method extends Documented {
  readonly abstract?: boolean;
  readonly parameters?: Parameter[];
  readonly returns?: { readonly type: object };
  readonly overrides?: string;
}

export interface Type extends Documented {
  readonly fqn: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly namespace?: string;
  /** True for a struct, which other languages spread into keyword arguments or builders. */
  readonly datatype?: boolean;
  readonly interfaces?: string[];
  readonly initializer?: Method;
  readonly methods?: Method[];
  readonly properties?: Property[];
  readonly members?: Documented[];
}

/** The whole of it: the library, and what it stands on. */
export interface Api {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Record<string, string>;
  readonly types: Record<string, Type>;
}

export function readAssembly(): Type[] {
  return Object.values(readApi().types);
}

/** What the last compilation made. Fails when the sources have changed since: what is not compiled cannot be judged. */
export function readApi(): Api {
  const file = path.join(ROOT, '.jsii');
  const compiled = fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0;
  const newer = sources(path.join(ROOT, 'src')).filter((source) => fs.statSync(source).mtimeMs > compiled);
  if (newer.length > 0) {
    throw new Error(`run 'npx projen compile' first: ${path.relative(ROOT, newer[0])} is newer than the assembly`);
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

export function isStruct(type: Type): boolean {
  return type.kind === 'interface' && !!type.datatype;
}

/** Everything that a type has and a user can name. */
export function membersOf(type: Type): (Documented & { overrides?: string })[] {
  return [...type.methods ?? [], ...type.properties ?? [], ...type.members ?? []];
}

/** All parameters of a type's constructor and methods. */
export function parametersOf(type: Type): { method: string; parameter: Parameter }[] {
  return [...type.methods ?? [], ...type.initializer ? [{ ...type.initializer, name: 'constructor' }] : []]
    .flatMap((method) => (method.parameters ?? []).map((parameter) => ({ method: method.name, parameter })));
}

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
