/** What the report calls by names of its own, in words of who types a command. */
const WORDS: Array<[RegExp, string]> = [
  [/'(old|new)(?:Path|Directory)'/g, '<$1>'],
  [/'(refactor)'/g, '--$1'],
  [/'accepted'/g, '--accept'],
  [/compare the directories by ofAssemblies\(\)/g, 'name the directory that it is in, for both sides'],
  [/ \[at [^\]]*\]$/, ''],
];

/** A message of the report, for the command line. */
export function inOptions(message: string): string {
  return WORDS.reduce((text, [pattern, word]) => text.replace(pattern, word), message);
}
