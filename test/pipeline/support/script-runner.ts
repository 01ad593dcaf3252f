import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Records its arguments, then answers what was prepared for its operation: the answer for this call if there is one of
 * that number, else the one for every call. The operation of `aws ecs update-service` is the second word.
 */
const STUB = `#!/bin/bash
shopt -s nullglob
tool="\${0##*/}"
operation="$1"
if [[ "$tool" == aws ]]; then operation="$2"; fi
case "$*" in *--generate-cli-skeleton*) operation=skeleton ;; esac
made=("$STUBS/calls/$tool/"*)
of_operation=("$STUBS/calls/$tool/"*" $operation")
printf -v number '%04d' "\${#made[@]}"
printf '%s\\0' "$@" > "$STUBS/calls/$tool/$number $operation"
if [[ "$tool" == docker && "$1" == login ]]; then cat > "$STUBS/password"; fi
for answer in "$STUBS/answers/$tool $operation $(( \${#of_operation[@]} + 1 ))" "$STUBS/answers/$tool $operation"; do
  if [[ -x "$answer" ]]; then exec "$answer"; fi
  if [[ -e "$answer" ]]; then exec cat "$answer"; fi
done
`;

export interface ScriptRun {
  readonly script: string;
  readonly environment: Record<string, string>;
  /** Which commands are stubs. Everything else is real. */
  readonly stubs: string[];
  /** By command and operation, such as `aws describe-services`; an array answers call by call, its last element for good. */
  readonly answers?: Record<string, Answer | Answer[]>;
  /** Directories to make in the working directory. */
  readonly directories?: string[];
}

/** JSON, text, a failure, or a script. */
export type Answer = object | string | Failure | Script;

/** Makes a stub fail. */
export class Failure {
  constructor(public readonly message: string) {}
}

/** Makes a stub do something, in the directory in which it is called. */
export class Script {
  constructor(public readonly commands: string) {}
}

export interface ScriptResult {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
  /** What the script exported. */
  readonly exported: Record<string, string>;
  /** The arguments of each call, by command. */
  readonly calls: Record<string, string[][]>;
  /** What was piped to `docker login`. */
  readonly password?: string;
  /** Files in the working directory that the script made. */
  readonly files: string[];
}

/** Runs a script as CodeBuild does: in bash, in a directory, with the environment saved after the command. */
export function runScript(run: ScriptRun): ScriptResult {
  requireTool('jq');
  const root = mkdtempSync(join(tmpdir(), 'script-'));
  const [bin, work] = [join(root, 'bin'), join(root, 'work')];
  [work, ...(run.directories ?? []).map((directory) => join(work, directory))].forEach((directory) => mkdirSync(directory, { recursive: true }));
  makeStubs(root, run.stubs, run.answers ?? {});
  const filesIn = () => readdirSync(work, { recursive: true, encoding: 'utf8' });
  const before = filesIn();

  const saved = join(root, 'environment');
  // A script that polls for ever must not outlive its test: neither the shell nor the subshells it waits in.
  const result = spawnSync('bash', ['-c', `ulimit -t 10\n${run.script}\nenv -0 > '${saved}'`], {
    cwd: work,
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
    env: { ...run.environment, PATH: `${bin}:${process.env.PATH}`, STUBS: root, HOME: root },
  });
  const files = filesIn().filter((file) => !before.includes(file));
  const password = existsSync(join(root, 'password')) ? readFileSync(join(root, 'password'), 'utf8') : undefined;
  const outcome = { exported: variablesIn(saved), calls: callsIn(root, run.stubs), password, files };
  rmSync(root, { recursive: true });
  return { status: result.status, output: result.stdout, errors: result.stderr, ...outcome };
}

/** Puts stubs into `bin` below a directory, which has to be their `STUBS` too. */
export function makeStubs(root: string, stubs: string[], answers: Record<string, Answer | Answer[]>): void {
  [join(root, 'bin'), join(root, 'answers'), ...stubs.map((stub) => join(root, 'calls', stub))].forEach((directory) => mkdirSync(directory, { recursive: true }));
  stubs.forEach((stub) => executable(join(root, 'bin', stub), STUB));
  writeAnswers(join(root, 'answers'), answers);
}

function requireTool(tool: string): void {
  if (spawnSync(tool, ['--version']).error) {
    throw new Error(`These tests run the scripts of the pipeline for real and need ${tool}. On Debian: apt-get install -y ${tool}`);
  }
}

function executable(file: string, content: string): void {
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}

function writeAnswers(directory: string, answers: Record<string, Answer | Answer[]>): void {
  for (const [key, value] of Object.entries(answers)) {
    const sequence = Array.isArray(value) ? value : [value];
    sequence.forEach((answer, index) => {
      const last = index === sequence.length - 1;
      const file = join(directory, last ? key : `${key} ${index + 1}`);
      if (answer instanceof Failure) {
        executable(file, `#!/bin/bash\necho '${answer.message}' >&2\nexit 254\n`);
      } else if (answer instanceof Script) {
        executable(file, `#!/bin/bash\n${answer.commands}\n`);
      } else {
        writeFileSync(file, typeof answer === 'string' ? answer : JSON.stringify(answer));
      }
    });
  }
}

/** The arguments of each call of a stub. */
export function callsIn(root: string, stubs: string[]): Record<string, string[][]> {
  return Object.fromEntries(stubs.map((stub) => {
    const directory = join(root, 'calls', stub);
    return [stub, readdirSync(directory).sort().map((file) => readFileSync(join(directory, file), 'utf8').split('\0').slice(0, -1))];
  }));
}

/** What `env -0` wrote. */
export function variablesIn(file: string): Record<string, string> {
  if (!existsSync(file)) { return {}; }
  const lines = readFileSync(file, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
