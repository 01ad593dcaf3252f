import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildspecOf, resolved } from './intrinsics';
import { Answer, callsIn, makeStubs, variablesIn } from '../pipeline/support/script-runner';

/** What people put into branch names, tags and commit messages to have it executed. */
export const HOSTILE_TEXTS = [
  '$(touch pwned)', '`touch pwned`', '"; touch pwned; "', "'; touch pwned; '", '; touch pwned', '| touch pwned', '&& touch pwned', '${IFS}touch${IFS}pwned',
  'a\ntouch pwned\n', '\\$(touch pwned)', '{{ touch pwned }}', '#{Source.CommitId}', '$((a[$(touch pwned)]))', 'a[$(touch pwned)]', '-x --help', '*', '~', '../../etc',
  'ünï→日本', '\u202Eabc', 'x'.repeat(5000), '',
];

/** A build to run. */
export interface BuildRun {
  /** The action that starts the build, as the template has it: its environment variables come on top, pipeline variables and all. */
  readonly action?: any;
  /** A directory that is copied as the source. */
  readonly source?: string;
  /** More files of the source, by path. */
  readonly files?: Record<string, string>;
  /** Environment variables on top of those of the project, the action and CodeBuild. */
  readonly environment?: Record<string, string>;
  /** What variables such as `Source.BranchName`, names of resources and their attributes (`Id.Attribute`) are. */
  readonly values?: Record<string, string>;
  /** Put into every variable that somebody outside decides: those of CodeBuild about the source, and those of the pipeline. */
  readonly hostile?: string;
  /** Which commands are stubs; `aws` and `docker` always are. Everything else is real. */
  readonly stubs?: string[];
  /** By command and operation, such as `aws describe-services`. */
  readonly answers?: Record<string, Answer | Answer[]>;
}

/** What a build did. */
export interface BuildResult {
  readonly succeeded: boolean;
  /** What ran, in order, with the command that failed. */
  readonly phases: { readonly name: string; readonly succeeded: boolean; readonly failedCommand?: string }[];
  readonly output: string;
  readonly errors: string;
  /** What CodeBuild hands on to the pipeline. */
  readonly exported: Record<string, string>;
  /** The arguments of each call of a stub. */
  readonly calls: Record<string, string[][]>;
  /** Files of the artifact, by their paths in it; undefined when the buildspec makes none. */
  readonly artifact?: string[];
  /** Files of each report, by its name. */
  readonly reports: Record<string, string[]>;
  /** All files of the source after the build. */
  readonly files: string[];
  /** Whether something hostile was executed. */
  readonly pwned: boolean;
}

const PHASES = ['install', 'pre_build', 'build', 'post_build'];

/**
 * Runs the buildspec of a project as CodeBuild does: all phases with their `finally` blocks in one bash, in a copy of the source, with the
 * environment of the project and of CodeBuild.
 *
 * @param project the properties of a project in a template
 */
export function runBuildspec(project: any, run: BuildRun = {}): BuildResult {
  const root = mkdtempSync(join(tmpdir(), 'build-'));
  try {
    const build = new Build(root, project, run);
    return build.run();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

class Build {
  private readonly source: string;
  private readonly buildspec: any;
  private readonly stubs: string[];
  private output = '';
  private errors = '';

  constructor(private readonly root: string, private readonly project: any, private readonly options: BuildRun) {
    this.source = join(root, 'src');
    this.buildspec = buildspecOf(project, options.values);
    this.stubs = [...new Set(['aws', 'docker', ...options.stubs ?? []])];
    mkdirSync(this.source);
    if (options.source) { cpSync(options.source, this.source, { recursive: true }); }
    Object.entries(options.files ?? {}).forEach(([file, content]) => {
      mkdirSync(dirname(join(this.source, file)), { recursive: true });
      writeFileSync(join(this.source, file), content);
    });
    makeStubs(root, this.stubs, options.answers ?? {});
    mkdirSync(join(root, 'state'));
    mkdirSync(join(root, 'home'));
    writeFileSync(join(root, 'state', 'directory'), this.source);
  }

  public run(): BuildResult {
    const phases = this.runPhases();
    const exported = variablesIn(join(this.root, 'state', 'environment'));
    const names: string[] = this.buildspec.env?.['exported-variables'] ?? [];
    return {
      succeeded: phases.every(({ succeeded }) => succeeded),
      phases,
      output: this.output,
      errors: this.errors,
      exported: Object.fromEntries(names.filter((name) => exported[name] !== undefined).map((name) => [name, exported[name]])),
      calls: callsIn(this.root, this.stubs),
      artifact: this.buildspec.artifacts && this.filesOf(this.buildspec.artifacts),
      reports: Object.fromEntries(Object.entries<any>(this.buildspec.reports ?? {}).map(([name, report]) => [name, this.filesOf(report)])),
      files: filesIn(this.source),
      pwned: filesIn(this.root).some((file) => file.split('/').pop() === 'pwned'),
    };
  }

  /** A failed build phase is followed by post_build; any other ends the build. */
  private runPhases(): BuildResult['phases'] {
    const ran: BuildResult['phases'][number][] = [];
    for (const name of PHASES.filter((phase) => this.buildspec.phases[phase])) {
      if (ran.some((phase) => !phase.succeeded && phase.name !== 'build')) { break; }
      ran.push(this.runPhase(name));
    }
    return ran;
  }

  private runPhase(name: string): BuildResult['phases'][number] {
    const { commands = [], finally: afterwards = [] } = this.buildspec.phases[name];
    const failedCommand = commands.find((command: string) => !this.runCommand(command));
    const failedAfterwards = afterwards.find((command: string) => !this.runCommand(command));
    const failed = failedCommand ?? failedAfterwards;
    return { name, succeeded: failed === undefined, failedCommand: failed };
  }

  /** In a bash of its own that begins as the last one ended, so that `exit` ends the command and not the build. */
  private runCommand(command: string): boolean {
    const state = join(this.root, 'state');
    writeFileSync(join(state, 'command'), `${command}\n`);
    const { status, stdout, stderr } = spawnSync('bash', ['-c', COMMAND], {
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
      env: { ...this.environment(), STATE: state },
    });
    this.output += stdout;
    this.errors += stderr;
    return status === 0;
  }

  private environment(): Record<string, string> {
    const { action, environment, values } = this.options;
    const ofProject = (this.project.Environment.EnvironmentVariables ?? [])
      .map(({ Name, Type, Value }: any) => [Name, Type && Type !== 'PLAINTEXT' ? `secret of ${resolved(Value, values)}` : resolved(Value, values)]);
    return {
      ...this.codeBuildEnvironment(),
      ...Object.fromEntries(ofProject),
      ...this.variablesOf(action),
      ...environment,
      PATH: `${join(this.root, 'bin')}:${process.env.PATH}`,
      HOME: join(this.root, 'home'),
      TMPDIR: this.root,
      STUBS: this.root,
    };
  }

  /** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html */
  private codeBuildEnvironment(): Record<string, string> {
    const outside = ['BATCH_BUILD_IDENTIFIER', 'INITIATOR', 'RESOLVED_SOURCE_VERSION', 'SOURCE_REPO_URL', 'SOURCE_VERSION', 'WEBHOOK_ACTOR_ACCOUNT_ID', 'WEBHOOK_BASE_REF',
      'WEBHOOK_EVENT', 'WEBHOOK_HEAD_REF', 'WEBHOOK_MERGE_COMMIT', 'WEBHOOK_PREV_COMMIT', 'WEBHOOK_TRIGGER'].map((name) => `CODEBUILD_${name}`);
    const hostile = this.options.hostile === undefined ? {} : Object.fromEntries([...outside, 'BRANCH_NAME', 'COMMIT_MESSAGE', 'TAG', 'AUTHOR_NAME'].map((name) => [name, this.options.hostile!]));
    return {
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_REGION: 'eu-west-1',
      CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:111111111111:build/project:0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f',
      CODEBUILD_BUILD_ID: 'project:0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f',
      CODEBUILD_BUILD_IMAGE: this.project.Environment.Image,
      CODEBUILD_BUILD_NUMBER: '42',
      CODEBUILD_BUILD_SUCCEEDING: '1',
      CODEBUILD_INITIATOR: 'codepipeline/Delivery',
      CODEBUILD_RESOLVED_SOURCE_VERSION: '0123456789abcdef0123456789abcdef01234567',
      CODEBUILD_SOURCE_VERSION: 'arn:aws:s3:::artifacts/Delivery/Source/AbCdEfG',
      CODEBUILD_SRC_DIR: this.source,
      CODEBUILD_START_TIME: '1700000000000',
      ...hostile,
    };
  }

  /** Those that the action of the pipeline overrides. */
  private variablesOf(action: any): Record<string, string> {
    const written = action?.Configuration?.EnvironmentVariables;
    if (written === undefined) { return {}; }
    const { values = {}, hostile } = this.options;
    const variables: { name: string; value: string }[] = JSON.parse(resolved(written, values));
    return Object.fromEntries(variables.map(({ name, value }) =>
      [name, value.replace(/#\{([\w.]+)\}/g, (variable, key) => values[key] ?? hostile ?? variable)]));
  }

  private filesOf({ files, 'base-directory': directory = '.' }: { readonly 'files': string[]; readonly 'base-directory'?: string }): string[] {
    const base = join(this.source, directory);
    if (!existsSync(base)) { return []; }
    const { stdout } = spawnSync('bash', ['-c', GLOB, 'bash', ...files], { cwd: base, encoding: 'utf8' });
    return [...new Set(stdout.split('\0').slice(0, -1).filter((file) => statSync(join(base, file)).isFile()))].sort();
  }
}

/** The files of each pattern. */
const GLOB = `
shopt -s globstar nullglob dotglob
IFS=
for pattern; do
  for file in $pattern; do [[ ! -e $file ]] || printf '%s\\0' "$file"; done
done
`;

/** What is set in one command is there in the next: variables, options, the directory. */
const COMMAND = `
. "$STATE/variables" 2> /dev/null
cd "$(cat "$STATE/directory")" || exit 1
save_build_state() {
  local status=$?
  set +eux
  declare -p > "$STATE/variables"
  set +o > "$STATE/options"
  env -0 > "$STATE/environment"
  pwd > "$STATE/directory"
  exit "$status"
}
trap save_build_state EXIT
if [[ -f "$STATE/options" ]]; then . "$STATE/options"; fi
. "$STATE/command"
`;

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((file) => !/(^|\/)node_modules\//.test(file))
    .sort();
}
