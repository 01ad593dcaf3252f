import { sortedJson } from './moves';

/** Whether a name is that of a value that the deployment knows only: a parameter or a pseudo parameter. */
export type IsParameter = (name: string) => boolean;

/** A piece of a text: what is known of it, or a value that only the deployment knows. */
interface Piece {
  readonly text: string;
  readonly known: boolean;
}

/**
 * Whether two values that are written in another way are two values. They may be one: a parameter can have the value that stood in its
 * place, and functions can give the same text. Another resource is another value.
 */
export function isOtherForCertain(before: unknown, after: unknown, isParameter: IsParameter): boolean {
  if (sortedJson(before) === sortedJson(after)) { return false; }
  const [old, now] = [before, after].map(functionIn);
  if (old?.name === 'Fn::If' || now?.name === 'Fn::If') { return isOtherBranch(old, now, isParameter); }
  if (before === undefined || after === undefined) { return ![before, after].some(isNoValue); }
  if (isCollection(before, old) && isCollection(after, now)) { return isOtherCollection(before, after, isParameter); }
  if (old && now && old.name === now.name && TRANSPARENT.includes(old.name)) { return isOtherForCertain(old.argument, now.argument, isParameter); }
  return isOtherText(piecesOf(before, isParameter), piecesOf(after, isParameter));
}

/** Functions that give something else for something else, as far as anybody needs to know. */
const TRANSPARENT = ['Fn::Base64', 'Fn::Cidr', 'Fn::GetAZs', 'Fn::Select', 'Fn::Split'];

/** A condition decides between two values. If only one of them changes, it may be the one that nobody uses. */
function isOtherBranch(old: Fn | undefined, now: Fn | undefined, isParameter: IsParameter): boolean {
  if (old?.name !== now?.name || !Array.isArray(old?.argument) || !Array.isArray(now?.argument)) { return false; }
  const [before, after] = [old.argument, now.argument];
  return before[0] === after[0] && [1, 2].every((branch) => isOtherForCertain(before[branch], after[branch], isParameter));
}

function isOtherCollection(before: object, after: object, isParameter: IsParameter): boolean {
  const [old, now] = [before, after] as Array<Record<string, unknown>>;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].some((key) => isOtherForCertain(old[key], now[key], isParameter));
}

/** Texts differ if what is known of them does, around the same unknown. */
function isOtherText(before: Piece[], after: Piece[]): boolean {
  const unknownIn = (pieces: Piece[]) => sortedJson(pieces.filter(({ known }) => !known));
  return unknownIn(before) === unknownIn(after) && sortedJson(before) !== sortedJson(after);
}

function piecesOf(value: unknown, isParameter: IsParameter): Piece[] {
  return joined(rawPiecesOf(value, isParameter));
}

function rawPiecesOf(value: unknown, isParameter: IsParameter): Piece[] {
  const fn = functionIn(value);
  // A dynamic reference is a text whose value is somewhere else.
  if (!fn) { return [{ text: typeof value === 'string' ? value : sortedJson(value), known: !String(value).includes('{{resolve:') }]; }
  if (fn.name === 'Ref') { return [{ text: sortedJson(value), known: typeof fn.argument === 'string' && !isParameter(fn.argument) }]; }
  if (fn.name === 'Fn::GetAtt') { return [{ text: sortedJson(value), known: !isOutput(fn.argument) }]; }
  if (fn.name === 'Fn::Join' && Array.isArray(fn.argument) && Array.isArray(fn.argument[1])) {
    const [delimiter, items] = fn.argument as [string, unknown[]];
    return items.flatMap((item, index) => [...index > 0 ? [{ text: delimiter, known: true }] : [], ...rawPiecesOf(item, isParameter)]);
  }
  return fn.name === 'Fn::Sub' ? substituted(fn.argument, isParameter) : [{ text: sortedJson(value), known: false }];
}

function substituted(argument: unknown, isParameter: IsParameter): Piece[] {
  const [text, variables = {}] = (Array.isArray(argument) ? argument : [argument]) as [string, Record<string, unknown>?];
  return String(text).split(/(\$\{[^!][^}]*\})/).flatMap((part): Piece[] => {
    if (!/^\$\{[^!]/.test(part)) { return [{ text: part, known: true }]; }
    const name = part.slice(2, -1);
    if (Object.hasOwn(variables, name)) { return rawPiecesOf(variables[name], isParameter); }
    const [id, ...attribute] = name.split('.');
    return rawPiecesOf(attribute.length > 0 ? { 'Fn::GetAtt': [id, attribute.join('.')] } : { Ref: id }, isParameter);
  });
}

/** The same text may be cut in other places. */
function joined(pieces: Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const { text, known } of pieces.filter((piece) => piece.text !== '')) {
    const last = whole[whole.length - 1];
    if (last?.known && known) { whole[whole.length - 1] = { text: last.text + text, known }; } else { whole.push({ text, known }); }
  }
  return whole;
}

/** Outputs of nested stacks are passed on under any name. */
function isOutput(argument: unknown): boolean {
  return /^Outputs\./.test(String(Array.isArray(argument) ? argument[1] : String(argument).split('.').slice(1).join('.')));
}

function isNoValue(value: unknown): boolean {
  const fn = functionIn(value);
  return fn?.name === 'Ref' && fn.argument === 'AWS::NoValue';
}

interface Fn {
  readonly name: string;
  readonly argument: unknown;
}

function functionIn(value: unknown): Fn | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return undefined; }
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && name !== undefined && /^(Ref$|Condition$|Fn::)/.test(name) ? { name, argument: (value as Record<string, unknown>)[name] } : undefined;
}

function isCollection(value: unknown, fn: Fn | undefined): value is object {
  return typeof value === 'object' && value !== null && !fn;
}
