import { inspect } from 'util';
import * as fc from 'fast-check';
import { RandomWorld } from './random-world';

/** A value that can be made anew for every stack, and the code that a user would write for it. */
export interface Recipe {
  readonly code: string;
  make(world: RandomWorld): any;
  /** The same with less in it, in all ways. */
  simpler?(): Recipe[];
}

export type Recipes = fc.Arbitrary<Recipe>;

/** Props by name. */
export type RecipeFields = Record<string, Recipe>;

/** One set in so many has something wrong at a given place: small enough for half of all sets to be right. */
const RIGHT_TO_WRONG = 55;

/** The same value everywhere. */
export function literal(value: unknown, code = show(value)): Recipe {
  return { code, make: () => value };
}

/** Something that belongs to the stack. */
export function made(code: string, make: (world: RandomWorld) => unknown): Recipes {
  return fc.constant({ code, make });
}

/** One of these values. */
export function literals(...values: unknown[]): Recipes {
  return fc.constantFrom(...values).map((value) => literal(value));
}

/** Values of an arbitrary. */
export function literally(values: fc.Arbitrary<unknown>): Recipes {
  return values.map((value) => literal(value));
}

/** Members of a class or an enum. */
export function members(name: string, of: object, ...keys: string[]): Recipes {
  return fc.constantFrom(...keys).map((key) => literal((of as Record<string, unknown>)[key], `${name}.${key}`));
}

/** What a function or a factory makes of arguments. */
export function call(name: string, make: (...args: any[]) => unknown, ...args: Recipes[]): Recipes {
  const of = (given: Recipe[]): Recipe => ({
    code: `${name}(${given.map(({ code }) => code).join(', ')})`,
    make: (world) => make(...given.map((recipe) => recipe.make(world))),
    simpler: () => replaceEach(given).map(of),
  });
  return fc.tuple(...args).map(of);
}

/** Alternatives with weights; the first is the simplest. */
export function weighted(...choices: [number, Recipes][]): Recipes {
  return fc.oneof({ withCrossShrink: true }, ...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** Something right, and once in a while something wrong. */
export function mostly(right: Recipes, ...wrong: Recipes[]): Recipes {
  return weighted([RIGHT_TO_WRONG * wrong.length, right], ...wrong.map((each): [number, Recipes] => [1, each]));
}

export function listOf(items: Recipes, minLength = 0, maxLength = 3): Recipes {
  return fc.array(items, { minLength, maxLength }).map(list);
}

/** A struct with some of the fields. */
export function struct(fields: Record<string, Recipes>, ...groups: fc.Arbitrary<RecipeFields>[]): Recipes {
  return some(fields, ...groups).map(object);
}

/** Some of the fields; groups are fields that depend on one another. */
export function some(fields: Record<string, Recipes>, ...groups: fc.Arbitrary<RecipeFields>[]): fc.Arbitrary<RecipeFields> {
  const entries = Object.entries(fields).map(([name, recipes]) => optional(recipes).map((recipe) => recipe ? { [name]: recipe } : {}));
  return fc.tuple(...entries, ...groups).map((parts) => Object.assign({}, ...parts) as RecipeFields);
}

/** All of the fields. */
export function all(fields: Record<string, Recipes>): fc.Arbitrary<RecipeFields> {
  return fc.record(fields) as fc.Arbitrary<RecipeFields>;
}

export function object(fields: RecipeFields): Recipe {
  const entries = Object.entries(fields);
  return {
    code: entries.length === 0 ? '{}' : `{ ${entries.map(([name, { code }]) => `${propertyName(name)}: ${code}`).join(', ')} }`,
    make: (world) => Object.fromEntries(entries.map(([name, recipe]) => [name, recipe.make(world)])),
    simpler: () => simplerFields(fields).map(object),
  };
}

/** Without one of the fields, or with one of them simpler. */
export function simplerFields(fields: RecipeFields): RecipeFields[] {
  return Object.entries(fields).flatMap(([name, recipe]) => {
    const { [name]: _, ...others } = fields;
    return [others, ...(recipe.simpler?.() ?? []).map((simpler) => ({ ...fields, [name]: simpler }))];
  });
}

function list(items: Recipe[]): Recipe {
  return {
    code: `[${items.map(({ code }) => code).join(', ')}]`,
    make: (world) => items.map((item) => item.make(world)),
    simpler: () => [...items.map((_, index) => items.filter((__, other) => other !== index)), ...replaceEach(items)].map(list),
  };
}

function replaceEach(items: Recipe[]): Recipe[][] {
  return items.flatMap((item, index) => (item.simpler?.() ?? []).map((simpler) => items.map((other, place) => place === index ? simpler : other)));
}

/** In plain JavaScript a prop may be there and undefined. */
function optional(recipes: Recipes): fc.Arbitrary<Recipe | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 60, arbitrary: fc.constant(undefined) },
    { weight: 24, arbitrary: recipes },
    { weight: 1, arbitrary: fc.constant(literal(undefined)) },
  );
}

function propertyName(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : show(name);
}

function show(value: unknown): string {
  return typeof value === 'string' && value.length > 80 ? `'${value[0]}'.repeat(${value.length})` : inspect(value, { breakLength: Infinity });
}
