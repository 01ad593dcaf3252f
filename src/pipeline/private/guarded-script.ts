/** Commands that may be tried again, and may fail without stopping the pipeline. */
export interface GuardedScriptProps {
  /** What runs, as the log names it: letters, digits, blanks and any of `.@-_`. */
  readonly title: string;
  /** Run once, before the commands. */
  readonly install?: string[];
  readonly commands: string[];
  /** How often the commands are tried again when they fail. */
  readonly retries?: number;
  /** Whether a failure, of the installation too, lets the pipeline go on. */
  readonly advisory?: boolean;
}

/**
 * One bash script. It stops at the first command that fails, those before a pipe too, which CodeBuild by itself does not notice.
 *
 * The commands are the author's, as in a buildspec. What comes from elsewhere reaches them through the environment.
 */
export function guardedScript({ title, install = [], commands, retries = 0, advisory = false }: GuardedScriptProps): string {
  return `
guarded_commands() (
set -eo pipefail
${commands.join('\n')}
)

# No condition may call it: bash ignores "set -e" inside of one.
guarded_run() (
set -eo pipefail
${install.join('\n')}
for (( attempt = 1; ; attempt++ )); do
  set +e
  guarded_commands
  status=$?
  set -e
  if (( status == 0 )); then break; fi
  if (( attempt > ${retries} )); then exit "$status"; fi
  echo "${title} failed with exit code $status; this was attempt $attempt of ${retries + 1}. Trying again." >&2
done
)

guarded_run
status=$?
${advisory ? adviceOn(title) : `if (( status != 0 )); then
  echo "${title} failed with exit code $status." >&2
  exit "$status"
fi`}
`.trim();
}

function adviceOn(title: string): string {
  return `if (( status != 0 )); then
  echo "######################################################################" >&2
  echo "ADVISORY: ${title} failed with exit code $status." >&2
  echo "The pipeline goes on all the same. See the output above and the report." >&2
  echo "######################################################################" >&2
fi`;
}
