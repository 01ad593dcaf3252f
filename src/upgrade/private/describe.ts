import { byRole } from './roles';
import { ResourceRole } from '../resource-role';
import { UpgradeChange } from '../upgrade-change';
import { UpgradeEffect } from '../upgrade-effect';

/** What a terminal shows in a line without wrapping it. */
const WIDTH = 80;

const EFFECT_WIDTH = 15;
const INDENT = ' '.repeat(EFFECT_WIDTH + 3);

const HEADINGS: Record<ResourceRole, string> = {
  [ResourceRole.STATEFUL]: 'Holds data',
  [ResourceRole.TRAFFIC_SERVING]: 'Serves traffic',
  [ResourceRole.OTHER]: 'Everything else',
};

const ORDER = Object.values(UpgradeEffect).reverse();

/** What a reader should see first. */
export function byUrgency(one: UpgradeChange, other: UpgradeChange): number {
  return byRole(one.role, other.role) || ORDER.indexOf(one.effect) - ORDER.indexOf(other.effect);
}

/** Names of stacks that only one side has. */
export interface LoneStacks {
  readonly newStacks: string[];
  readonly goneStacks: string[];
}

/** The changes, which are in the order in which they are to be read, as a table. */
export function describeChanges(changes: UpgradeChange[], unchanged: number, lone: LoneStacks): string {
  const sections = Object.values(ResourceRole).map((role) => changes.filter((change) => change.role === role)).filter(({ length }) => length > 0);
  return [summaryOf(changes, unchanged, lone), ...sections.flatMap((section) => ['', HEADINGS[section[0].role], ...section.flatMap(rowsOf)])].join('\n');
}

/** One change, for people. */
export function rowsOf(change: UpgradeChange): string[] {
  const mark = change.safe ? ' ' : '!';
  const first = `${mark} ${wordsOf(change.effect).padEnd(EFFECT_WIDTH)} ${change.resourceType}`;
  const path = change.constructPath ? [change.constructPath] : [];
  return [first, ...[`${change.stack}.${change.logicalId}`, ...path, change.reason].flatMap((text) => wrap(text)).map((line) => INDENT + line)];
}

function summaryOf(changes: UpgradeChange[], unchanged: number, { newStacks, goneStacks }: LoneStacks): string {
  const countOf = (effect: UpgradeEffect) => changes.filter((change) => change.effect === effect).length;
  const unsafe = changes.filter(({ safe }) => !safe).length;
  const verdict = unsafe > 0 ? `UNSAFE: ${unsafe} of ${changes.length} changes (!)` : 'Safe';
  const effects = ORDER.filter((effect) => countOf(effect) > 0);
  const parts = [...effects.map((effect) => `${countOf(effect)} ${wordsOf(effect)}`), `${unchanged} unchanged`];
  return [verdict, ...wrap(parts.join(', '), WIDTH), ...stacksThatAre('new', newStacks), ...stacksThatAre('gone', goneStacks)].join('\n');
}

/** A stack may be new, or somebody forgot to keep it: then nothing in it was compared. */
function stacksThatAre(what: string, names: string[]): string[] {
  if (names.length === 0) { return []; }
  return wrap(`${names.length === 1 ? '1 stack is' : `${names.length} stacks are`} ${what}: ${names.join(', ')}`, WIDTH);
}

function wordsOf(effect: UpgradeEffect): string {
  return effect === UpgradeEffect.IN_PLACE ? 'in place' : effect.replace(/-/g, ' ');
}

/** Breaks between words; what is longer than a line, such as a logical id, stays whole. */
function wrap(text: string, width: number = WIDTH - INDENT.length): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) { lines[lines.length - 1] = `${last} ${word}`; } else { lines.push(word); }
  }
  return lines;
}
