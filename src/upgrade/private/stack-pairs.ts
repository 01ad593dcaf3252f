import { StackPair } from './compare-stacks';
import { compare } from './moves';
import { applyRefactoring } from './refactoring';
import { StackTemplate } from './template';

/** Brings together what is one stack of CloudFormation: the same name, in the same account and region as far as both say so. */
export function pairStacks(place: string, before: StackTemplate[], after: StackTemplate[], refactor: Record<string, string>): StackPair[] {
  const renamed = before.map((stack) => ({ ...stack, name: counterpart(stack, after)?.name ?? stack.name }));
  const { stacks, moves } = applyRefactoring(place, renamed, after, refactor);
  const taken = new Set<StackTemplate>();
  const pairs = stacks.map((old): StackPair => {
    const candidates = after.filter((stack) => !taken.has(stack) && isSame(old, stack));
    // In a directory without a manifest the file is all that tells two regions apart.
    const now = candidates.find(({ fileName }) => fileName === old.fileName) ?? candidates[0];
    if (now) { taken.add(now); }
    return { name: old.name, before: old, after: now, refactored: moves.get(old.name) ?? new Map() };
  });
  const added = after.filter((stack) => !taken.has(stack)).map((now): StackPair => ({ name: now.name, after: now, refactored: new Map() }));
  return withUniqueNames([...pairs, ...added]).sort((one, other) => compare(one.name, other.name));
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
function withUniqueNames(pairs: StackPair[]): StackPair[] {
  const environmentOf = ({ before, after }: StackPair) => (after ?? before)!.environment;
  return pairs.map((pair) => {
    const isAlone = pairs.filter(({ name }) => name === pair.name).length === 1;
    return isAlone || !environmentOf(pair) ? pair : { ...pair, name: `${pair.name} (${environmentOf(pair)})` };
  });
}
