import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { newFolder } from './apps';

const ROOT = path.resolve(__dirname, '../../..');

/** Puts the comparison into one file as the compilation does, and returns the file. */
export function builtTemplateDiff(): string {
  const file = path.join(newFolder(), 'cloudformation-diff.js');
  execFileSync(process.execPath, [path.join(ROOT, 'tools/template-diff.js'), path.join(ROOT, 'src/upgrade/private/cloudformation-diff.ts'), file]);
  return file;
}

/** What a process of the command line answered. */
export interface Answer {
  readonly code: number | null;
  readonly output: string;
  readonly complaints: string;
}

/** Runs it with arguments, or with a line that a shell reads. */
export interface Run {
  (...args: string[]): Answer;
  readonly shell: (line: string) => Answer;
}

/** The program as users run it, with the command line compiled into the place where the package has it. */
export function builtCommand(): Run {
  const folder = newFolder();
  fs.cpSync(path.join(ROOT, 'bin'), path.join(folder, 'bin'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  const lib = path.join(folder, 'lib/upgrade/private');
  execFileSync(path.join(ROOT, 'node_modules/.bin/esbuild'), [
    'src/upgrade/private/command-line.ts', '--bundle', '--platform=node', '--external:aws-cdk-lib', '--external:./cloudformation-diff',
    `--outfile=${path.join(lib, 'command-line.js')}`, '--log-level=error',
  ], { cwd: ROOT });
  fs.copyFileSync(builtTemplateDiff(), path.join(lib, 'cloudformation-diff.js'));
  const program = path.join(folder, 'bin/cdk-devops-patterns');
  const spawn = (command: string, args: string[]): Answer => {
    const env = { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') };
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
    return { code: status, output: stdout, complaints: stderr };
  };
  return Object.assign((...args: string[]) => spawn(process.execPath, [program, ...args]), {
    shell: (line: string) => spawn('sh', ['-c', `'${process.execPath}' '${program}' ${line}`]),
  });
}
