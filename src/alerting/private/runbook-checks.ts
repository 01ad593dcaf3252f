import { existsSync, readFileSync, statSync } from 'fs';
import { Token } from 'aws-cdk-lib';
import { AlarmKind } from '../../core';
import { inputErrorIn, show } from '../../core/private/input-error';

/** In bytes: what fits into a document of AWS Systems Manager, and onto a dashboard. */
const MAX_TEXT = 65_536;

/** In characters: it shares the description of an alarm with other texts. */
const MAX_FIRST_STEP = 200;

export function requireKind(kind: AlarmKind): void {
  if (Object.values(AlarmKind).includes(kind)) { return; }
  throw inputErrorIn('Runbook.builtIn()', `'kind' must be a member of AlarmKind, got ${show(kind)}`);
}

export function requireText(where: string, prop: string, text: string): void {
  if (typeof text !== 'string' || text.trim() === '') {
    throw inputErrorIn(where, `'${prop}' must be a text that says what to do, got ${typeof text === 'string' ? 'nothing but space' : show(text)}`);
  }
  if (Token.isUnresolved(text)) { throw inputErrorIn(where, `'${prop}' must be known at synth, got a token. Write the text, or use Runbook.fromUrl()`); }
  const size = Buffer.byteLength(text);
  if (size > MAX_TEXT) { throw inputErrorIn(where, `'${prop}' must be at most ${MAX_TEXT} bytes long, got ${size}. Keep the rest elsewhere and link to it`); }
  if (text.includes('\0')) { throw inputErrorIn(where, `'${prop}' must be Markdown, got bytes that are no text`); }
}

export function readText(path: string): string {
  const isFile = typeof path === 'string' && existsSync(path) && statSync(path).isFile();
  if (!isFile) { throw inputErrorIn('Runbook.fromMarkdownFile()', `'path' must be a file that exists, got ${show(path)} in ${process.cwd()}`); }
  return readFileSync(path, 'utf8');
}

export function requireUrl(url: string): void {
  if (Token.isUnresolved(url) || (typeof url === 'string' && /^https?:\/\/[^\s/]\S*$/.test(url))) { return; }
  throw inputErrorIn('Runbook.fromUrl()', `'url' must be an address such as 'https://wiki.example.com/runbooks/cpu', got ${show(url)}`);
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html */
export function requireDocumentName(name: string): void {
  if (Token.isUnresolved(name) || (typeof name === 'string' && /^[\w\-.:/]{3,128}$/.test(name))) { return; }
  throw inputErrorIn('Runbook.fromAutomation()', `'documentName' must be the name of a document such as 'AWS-RestartEC2Instance', got ${show(name)}`);
}

export function requireFirstStep(where: string, step: string): void {
  if (Token.isUnresolved(step)) { return; }
  if (typeof step === 'string' && /^\S[^\r\n]*$/.test(step) && step.length <= MAX_FIRST_STEP) { return; }
  throw inputErrorIn(where, `'firstStep' must be one line of 1 to ${MAX_FIRST_STEP} characters, got ${show(step)}`);
}

/** The first heading of a text. */
export function titleOf(text: string): string {
  return plain(/^#{1,6}\s+(.+?)\s*#*\s*$/m.exec(text)?.[1] ?? '') || 'Runbook';
}

/** What a text says to do first. */
export function firstStepOf(text: string): string {
  const [, below] = /^#{1,6}\s+first step\s*#*\s*\n+([\s\S]*)/im.exec(text) ?? [];
  const item = /^\s*(?:[-*+]|\d+[.)])\s+(.+)$/m.exec(text)?.[1];
  const line = below !== undefined ? firstLineOf(below) : item ?? firstLineOf(text);
  return shorten(plain(line)) || 'Open the runbook.';
}

/** A paragraph that begins with no heading, as one line. */
function firstLineOf(text: string): string {
  const paragraphs = text.split(/\n\s*\n|\n(?=#)/).map((each) => each.replace(/^#.*$/gm, '').trim());
  return (paragraphs.find((each) => each !== '') ?? '').replace(/^(?:[-*+]|\d+[.)])\s+/, '').replace(/\s*\n\s*/g, ' ');
}

/** Links become their text; emphasis goes. */
function plain(text: string): string {
  return text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`]{1,3}([^*_`]+)[*_`]{1,3}/g, '$1').trim();
}

/** To whole sentences where there are some. */
function shorten(text: string): string {
  if (text.length <= MAX_FIRST_STEP) { return text; }
  const sentences = /^(.{20,}[.!?])\s/.exec(text.slice(0, MAX_FIRST_STEP))?.[1];
  return sentences ?? `${text.slice(0, MAX_FIRST_STEP - 1).trimEnd()}…`;
}
