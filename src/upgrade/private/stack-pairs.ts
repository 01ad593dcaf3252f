import { StackPair } from './compare-stacks';
import { compare } from './moves';
import { applyRefactoring } from './refactoring';
import { StackTemplate } from './template';

/** Brings together what is one stack of CloudFormation: the same name, in the same account and region as far as both say so. */
export function pairStacks(place: string, before: StackTemplate[], after: StackTemplate[], refactor: Record<string, string>): StackPair[] {
  const renamed = before.map((stack) => ({ ...stack, name: counterpart(stack, after)?.name ?? stack.name }));
  const couples = withUniqueNames(coupled(renamed, after));
  const [old, now] = (['before', 'after'] as const).map((side) => couples.map((couple) => couple[side]).filter((stack) => stack !== undefined));
  const { stacks, moves } = applyRefactoring(place, old, now, refactor);
  const pairs = couples.map((couple): StackPair => (
    { ...couple, before: couple.before && stacks[old.indexOf(couple.before)], refactored: moves.get(couple.name) ?? new Map() }));
  return pairs.sort((one, other) => compare(one.name, other.name));
}

interface Couple {
  readonly name: string;
  readonly before?: StackTemplate;
  readonly after?: StackTemplate;
}

function coupled(before: StackTemplate[], after: StackTemplate[]): Couple[] {
  const taken = new Set<StackTemplate>();
  const couples = before.map((old): Couple => {
    const candidates = after.filter((stack) => !taken.has(stack) && isSame(old, stack));
    // In a directory without a manifest the file is all that tells two regions apart.
    const now = candidates.find(({ fileName }) => fileName === old.fileName) ?? candidates[0];
    if (now) { taken.add(now); }
    return { name: old.name, before: old, after: now };
  });
  return [...couples, ...after.filter((stack) => !taken.has(stack)).map((now) => ({ name: now.name, after: now }))];
}

/** A directory without a manifest has only names of files for its stacks. */
function counterpart(stack: StackTemplate, others: StackTemplate[]): StackTemplate | undefined {
  const hasOnlyFileName = stack.name === stack.fileName;
  return others.find(({ name }) => name === stack.name) ?? others.find(({ fileName }) => hasOnlyFileName && fileName === stack.fileName);
}

function isSame(one: StackTemplate, other: StackTemplate): boolean {
  const sameEnvironment = !one.environment || !other.environment || one.environment === other.environment;
  return one.name === other.name && sameEnvironment;
}

/** One name in several regions is several stacks. */
function withUniqueNames(couples: Couple[]): Couple[] {
  return couples.map(({ name, before, after }) => {
    const { environment } = (after ?? before)!;
    const isAlone = couples.filter((couple) => couple.name === name).length === 1;
    const unique = isAlone || !environment ? name : `${name} (${environment})`;
    const named = (stack?: StackTemplate) => stack && { ...stack, name: unique };
    return { name: unique, before: named(before), after: named(after) };
  });
}
