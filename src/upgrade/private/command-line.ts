import * as fs from 'fs';
import { parseArgs } from 'util';
import { changesNamed, howToAccept, unaccepted } from './acceptance';
import { inOptions } from './option-names';
import { UpgradeChange } from '../upgrade-change';
import { UpgradeReport } from '../upgrade-report';

/** What the process answers with. */
const SAFE = 0;
const UNSAFE = 1;
const WRONG_USAGE = 2;

const HELP = `Usage: cdk-devops-patterns upgrade-report <old> <new> [options]

Says of each resource what an upgrade does to it: whether it stays, changes in
place, is replaced, is deleted, or has another logical id. Resources that hold
data or serve traffic come first.

<old> and <new> are two templates as JSON, or two directories that 'cdk synth'
wrote.

Options:
  --accept <id>=<reason>   takes an unsafe change as wanted; repeatable. The id
                           is LogicalId, or Stack.LogicalId. One that no unsafe
                           change has is an error
  --refactor <old>=<new>   the logical id moves by a refactoring of the stack
                           before the upgrade; repeatable
  --json                   prints JSON instead of a table
  --version                prints the version of the library
  --help                   prints this

Exit code: 0 safe, 1 unsafe, 2 wrong usage.
`;

type Print = (text: string) => void;

/**
 * Runs the command line.
 *
 * @param args what stands behind the name of the program
 * @param version what the program is a part of
 * @returns the exit code
 */
export function run(args: string[], version: string, print: Print, complain: Print): number {
  try {
    const { values, positionals: [command, ...paths] } = parse(args);
    if (values.help) {
      print(HELP);
      return SAFE;
    }
    if (values.version) {
      print(`${version}\n`);
      return SAFE;
    }
    if (command !== 'upgrade-report') { throw new UsageError(command ? `there is no command '${command}'` : 'a command is missing'); }
    if (paths.length !== 2) { throw new UsageError(`upgrade-report takes two files or two directories, <old> and <new>, got ${paths.length}`); }
    return report(paths, values, print, complain);
  } catch (error) {
    complain(`${inOptions((error as Error).message)}\n${error instanceof UsageError ? '\n' + HELP : ''}`);
    return WRONG_USAGE;
  }
}

interface Flags {
  readonly accept: string[];
  readonly refactor: string[];
  readonly json: boolean;
}

function report([oldPath, newPath]: string[], { accept, refactor, json }: Flags, print: Print, complain: Print): number {
  const options = { refactor: pairsOf('refactor', refactor, 'OldId=NewId') };
  const accepted = pairsOf('accept', accept, 'LogicalId=reason');
  requireOneKind([oldPath, newPath]);
  const found = isDirectory(oldPath) || isDirectory(newPath)
    ? UpgradeReport.ofAssemblies(oldPath, newPath, options) : UpgradeReport.ofTemplates(oldPath, newPath, options);

  print(json ? `${found.toJson()}\n` : `${found.describe()}\n`);
  const unsafe = unaccepted('UpgradeReport.assertSafe()', found.unsafeChanges, accepted);
  acceptedLines(found.unsafeChanges, accepted).forEach(complain);
  if (unsafe.length === 0) { return SAFE; }
  complain(`\n${unsafe.length} unsafe. ${howToAccept(unsafe).join('\n')}\n`);
  return UNSAFE;
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        accept: { type: 'string', multiple: true },
        refactor: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { accept = [], refactor = [], json = false, version = false, help = false } = values;
    return { values: { accept, refactor, json, version, help }, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function pairsOf(option: string, texts: string[], form: string): Record<string, string> {
  return Object.fromEntries(texts.map((text) => {
    const [key, ...value] = text.split('=');
    if (!key || value.join('=') === '') { throw new UsageError(`--${option} must be ${form}, got '${text}'`); }
    return [key, value.join('=')];
  }));
}

/** What was accepted is said beside the report, so that the report stays JSON. */
function acceptedLines(changes: UpgradeChange[], accepted: Record<string, string>): string[] {
  return Object.entries(accepted).flatMap(([id, reason]) => (
    changesNamed(changes, id).map(({ stack, logicalId }) => `accepted ${stack}.${logicalId}: ${reason}\n`)));
}

function requireOneKind(paths: string[]): void {
  const kinds = paths.filter((path) => fs.existsSync(path)).map((path) => isDirectory(path) ? 'a directory' : 'a file');
  if (new Set(kinds).size > 1) { throw new UsageError(`upgrade-report takes two files or two directories, got ${kinds.join(' and ')}`); }
}

function isDirectory(path: string): boolean {
  return fs.existsSync(path) && fs.statSync(path).isDirectory();
}

class UsageError extends Error {}
