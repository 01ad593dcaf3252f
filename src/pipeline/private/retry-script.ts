import { inShell } from '../../core/private/in-shell';

/**
 * Commands that are run again when one of them fails, as one command. CodeBuild's own retries start another build, of which CodePipeline
 * does not hear. They run in a shell of their own, so that each attempt begins as the first one did; what is exported comes back.
 */
export function retryScript(commands: string[], retries: number, exports: string[]): string {
  // CodeBuild looks at the exit code of each command, not of each line.
  const attempt = [...commands.map((command) => `{ ${command}\n} || exit $?`), ...exports.map((name) => `declare -p ${name} >> "$RETRY_EXPORTS"`)];
  return [
    'RETRY_EXPORTS="$(mktemp)"',
    `for RETRY_ATTEMPT in {1..${retries + 1}}; do`,
    `  if RETRY_EXPORTS="$RETRY_EXPORTS" bash -c ${inShell(attempt.join('\n'))}; then`,
    '    . "$RETRY_EXPORTS"',
    '    RETRY_ATTEMPT=done',
    '    break',
    '  fi',
    `  echo "Attempt $RETRY_ATTEMPT of ${retries + 1} failed." >&2`,
    'done',
    '[[ "$RETRY_ATTEMPT" == done ]]',
  ].join('\n');
}
