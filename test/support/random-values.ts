import { CfnParameter, Duration, Lazy, Size } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { call, listOf, literally, literals, made, mostly, object, Recipes, weighted } from './random-recipe';
import { RandomWorld } from './random-world';

/** What plain JavaScript lets a user give where something else is expected. */
const nothing = literals(null);
const noStruct = literals(null, 5, 'text', true, ['text'], [], () => 'text');
const construct = made('bucket', (world) => world.vpc());

export const wrongKind = weighted([6, literals(null, 0, 5, '', 'text', true, false, {}, [], [undefined], () => 'text')], [1, construct]);

const wrongNumbers = weighted(
  [6, literals(NaN, Infinity, -Infinity, -1, -0, 0, 0.5, 1e21, 2 ** 53, 1e-7, '5', '', 'text', null, true, {}, [], [5], 10n)],
  [1, literally(fc.double())],
  [1, construct],
  [1, call('Duration.minutes', Duration.minutes, literals(5))],
);

const wrongTexts = weighted(
  [6, literals('', ' ', '\n', 'ü', '日本', 'x'.repeat(300), '*', '/', '..', null, 5, NaN, true, {}, [], ['text'], [undefined])],
  [1, literally(fc.string())],
  [1, construct],
);

const wrongDurations = weighted(
  [4, literals(5, '5', 'PT5M', null, NaN, true, {}, [], new Date(0), Size.mebibytes(5))],
  [2, call('Duration.millis', Duration.millis, literals(0, 1, 500, 1500))],
  [2, call('Duration.seconds', Duration.seconds, literals(0, 0.5, 1.5, 90.5, NaN, Infinity, 1e21))],
  [2, call('Duration.minutes', Duration.minutes, literals(0.1, 1.5, 1e9))],
  [2, call('Duration.days', Duration.days, literals(0.3, 15, 1000))],
  [1, call('Duration.hours', Duration.hours, numberToken(1))],
);

const wrongLists = weighted([6, literals(null, 'text', 5, {}, [undefined], [null], [5], [''], [[]], [{}], new Set(['text']))], [1, construct]);

/** A number that is known when CloudFormation runs, or at the end of the synthesis. */
export function numberToken(value: number): Recipes {
  return weighted(
    [1, made(`new CfnParameter(this, 'N', { type: 'Number', default: ${value} }).valueAsNumber`,
      (world) => parameter(world, 'Number', value).valueAsNumber)],
    [1, made(`Lazy.number({ produce: () => ${value} })`, () => Lazy.number({ produce: () => value }))],
  );
}

/** A text of that kind. */
export function textToken(value: string): Recipes {
  return weighted(
    [1, made(`new CfnParameter(this, 'T', { default: '${value}' }).valueAsString`,
      (world) => parameter(world, 'String', value).valueAsString)],
    [1, made(`Lazy.string({ produce: () => '${value}' })`, () => Lazy.string({ produce: () => value }))],
  );
}

function listToken(value: string): Recipes {
  return weighted(
    [1, made(`new CfnParameter(this, 'L', { type: 'CommaDelimitedList', default: '${value}' }).valueAsList`,
      (world) => parameter(world, 'CommaDelimitedList', value).valueAsList)],
    [1, made(`Lazy.list({ produce: () => ['${value}'] })`, () => Lazy.list({ produce: () => [value] }))],
    [1, made(`[Lazy.string({ produce: () => '${value}' })]`, () => [Lazy.string({ produce: () => value })])],
  );
}

function parameter(world: RandomWorld, type: string, value: unknown): CfnParameter {
  return world.once(`${type}${value}`, (stack, id) => new CfnParameter(stack, `P${Buffer.from(id).toString('hex')}`, { type, default: value }));
}

/** Numbers within these limits, and others. */
export function wholeNumbers(min: number, max: number): Recipes {
  const right = weighted([12, literally(fc.integer({ min, max }))], [2, literals(min, max)], [1, numberToken(min)]);
  return mostly(right, wrongNumbers, literals(min - 1, max + 1, min + 0.5));
}

export function numbers(...right: number[]): Recipes {
  return mostly(weighted([12, literals(...right)], [1, numberToken(right[0])]), wrongNumbers);
}

/** Numbers that have to go together with others, so that they cannot be told later. */
export function knownNumbers(...right: number[]): Recipes {
  return mostly(literals(...right), wrongNumbers);
}

export function texts(...right: string[]): Recipes {
  return mostly(weighted([12, literals(...right)], [1, textToken(right[0])]), wrongTexts);
}

export function textLists(...right: string[]): Recipes {
  return mostly(weighted([12, listOf(literals(...right), 1)], [1, listToken(right[0])]), wrongLists, listOf(texts(...right), 0, 6));
}

export function seconds(min: number, max: number): Recipes {
  return mostly(durations('seconds', min, max), wrongDurations, durations('seconds', max + 1, max + 2));
}

export function minutes(min: number, max: number): Recipes {
  return mostly(durations('minutes', min, max), wrongDurations, durations('minutes', max + 1, max + 2));
}

function durations(unit: 'seconds' | 'minutes', min: number, max: number): Recipes {
  const of = (amounts: Recipes) => call(`Duration.${unit}`, (amount) => Duration[unit](amount), amounts);
  return weighted([12, of(literally(fc.integer({ min, max })))], [2, of(literals(min, max))], [1, of(numberToken(min))]);
}

export const flags = mostly(literals(false, true), literals('true', 1, null, {}, [], ''));

/** Members of an enum, or what none of them is. */
export function choices(right: Recipes): Recipes {
  return mostly(right, literals('text', '', 5, null, {}, []));
}

/** Structs, or what is none. */
export function structs(right: Recipes): Recipes {
  return mostly(right, noStruct);
}

/** Objects of a class, or what is none. */
export function things(right: Recipes): Recipes {
  return mostly(right, wrongKind);
}

export function lists(items: Recipes, maxLength = 3): Recipes {
  return mostly(listOf(items, 0, maxLength), wrongLists);
}

/** Values by name. */
export function maps(names: string[], values: Recipes): Recipes {
  const right = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), values), { maxLength: 3, selector: ([name]) => name })
    .map((entries) => object(Object.fromEntries(entries)));
  return mostly(right, nothing, literals(5, 'text', true, ['text'], new Map([['A', 'b']]), { '': '' }, { ' ': 'text' }, { A: undefined }, { A: null }));
}

