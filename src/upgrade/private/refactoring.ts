import { Moves } from './moves';
import { renameInResource } from './references';
import { requireIds } from './require-ids';
import { Resource, resourcesOf, StackTemplate, Template } from './template';
import { inputErrorIn, show } from '../../core/private/input-error';

/** Old stacks as they are once a refactoring has moved their resources. */
export interface Refactored {
  readonly stacks: StackTemplate[];
  /** Old logical ids by new ones, by the name of the stack. */
  readonly moves: ReadonlyMap<string, Moves>;
}

/** One resource that moves. */
interface Move {
  readonly from: Place;
  readonly to: Place;
}

interface Place {
  readonly stack: StackTemplate;
  readonly id: string;
}

/**
 * Moves resources of the old stacks to where a refactoring moves them before the upgrade.
 *
 * @param refactor new places by old ones, each `LogicalId` or `Stack.LogicalId`
 */
export function applyRefactoring(place: string, before: StackTemplate[], after: StackTemplate[], refactor: Record<string, string>): Refactored {
  const moves = Object.entries(requireIds(place, 'refactor', refactor)).map(([from, to]) => {
    const old = findPlace(place, 'before', before, from, undefined);
    return { from: old, to: findPlace(place, 'after', after, to, old.stack.name) };
  });
  moves.forEach((move) => requireRoom(place, move, moves, before));
  const stacks = before.map((stack) => ({ ...stack, template: refactoredTemplate(stack, moves) }));
  const movesTo = (name: string): Moves => new Map(moves.filter(({ to }) => to.stack.name === name).map(({ from, to }) => [to.id, from.id]));
  return { stacks, moves: new Map(stacks.map(({ name }) => [name, movesTo(name)])) };
}

/** What is dropped on top of another would vanish from the report, and CloudFormation refuses it. */
function requireRoom(place: string, move: Move, moves: Move[], before: StackTemplate[]): void {
  const { from, to } = move;
  const rival = moves.find((other) => other !== move && (isSamePlace(other.to, to) || isSamePlace(other.from, from)));
  if (rival) {
    const wrong = `'${nameOf(from)}' to '${nameOf(to)}' and '${nameOf(rival.from)}' to '${nameOf(rival.to)}'`;
    throw inputErrorIn(place, `'refactor' must move each resource once, and to a place of its own, got ${wrong}`);
  }
  const isTaken = before.some((stack) => stack.name === to.stack.name && resourcesOf(stack.template)[to.id]);
  if (isTaken && !moves.some((other) => isSamePlace(other.from, to))) {
    throw inputErrorIn(place, `'refactor' must move '${nameOf(from)}' to a free place, got '${nameOf(to)}', which is there before the upgrade and stays`);
  }
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.stack.name === other.stack.name && one.id === other.id;
}

function nameOf({ stack, id }: Place): string {
  return `${stack.name}.${id}`;
}

/** A name with a dot says the stack; a name without one is that of any stack, but there may be one only. */
function findPlace(place: string, when: string, stacks: StackTemplate[], name: string, likely: string | undefined): Place {
  if (typeof name !== 'string') { throw inputErrorIn(place, `'refactor' must name resources by texts, got ${show(name)}`); }
  const [id, ofStack] = [name.slice(name.lastIndexOf('.') + 1), name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined];
  const having = stacks.filter((stack) => (ofStack === undefined || stack.name === ofStack) && resourcesOf(stack.template)[id]);
  const found = having.length > 1 ? having.filter((stack) => stack.name === likely) : having;
  if (found.length === 1) { return { stack: found[0], id }; }
  const like = stacks.filter((stack) => resourcesOf(stack.template)[id]);
  const hint = like.length > 0 ? `. Say which: ${like.map((stack) => `'${nameOf({ stack, id })}'`).join(' or ')}` : '';
  const why = `${having.length > 1 ? 'there are several' : 'there is none'}${hint}`;
  throw inputErrorIn(place, `'refactor' must name resources that are there ${when} the upgrade, got '${name}', and ${why}`);
}

function refactoredTemplate(stack: StackTemplate, moves: Move[]): Template {
  const leaving = moves.filter(({ from }) => from.stack === stack);
  const arriving = moves.filter(({ to }) => to.stack.name === stack.name);
  const newIds = new Map(leaving.filter(({ to }) => to.stack.name === stack.name).map(({ from, to }) => [from.id, to.id]));
  const rename = (name: string) => newIds.get(name) ?? name;
  const staying = Object.entries(resourcesOf(stack.template)).filter(([id]) => !leaving.some(({ from }) => from.id === id));
  const coming = arriving.map(({ from, to }): [string, Resource] => [to.id, resourcesOf(from.stack.template)[from.id]]);
  const resources = [...staying, ...coming].map(([id, resource]) => [id, renameInResource(resource, rename)]);
  return { ...stack.template, Resources: Object.fromEntries(resources) };
}
