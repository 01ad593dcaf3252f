import * as fs from 'fs';
import * as path from 'path';

/** Names of all props that users of a room can set, from its sources; not what hooks, images and volumes of their own answer. */
export function structPropsOf(room: string): string[] {
  const directory = path.resolve(__dirname, '../../src', room);
  const sources = fs.readdirSync(directory).filter((file) => file.endsWith('.ts')).map((file) => fs.readFileSync(path.join(directory, file), 'utf8'));
  const structs = sources.flatMap((source) => [...source.matchAll(/^export interface (?!I[A-Z])(?!\w+(?:Config|Context)\b)\w+[^{]*\{(.*?)^\}/gms)]);
  return [...new Set(structs.flatMap(([, body]) => [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, prop]) => prop)))];
}
