import { requirePathInSource } from './path-in-source';
import { installArchive } from './tool-install';
import { REPORT_FILE, ToolStep } from './tool-step';
import { requireKinds } from '../../core/private/require-kinds';
import { VERSIONS } from '../../core/private/versions';
import { SecretScanOptions } from '../check-options';
import { IPipelineStep } from '../pipeline-step';

/** SCAN_CONFIG_FILE may be empty, SCAN_MODE is `dir` or `git`. Gitleaks ends with 10 when there are findings. */
const SCRIPT = `
${installArchive('https://github.com/gitleaks/gitleaks/releases/download/v${TOOL_VERSION}/gitleaks_${TOOL_VERSION}_linux_x64.tar.gz')}
options=(--no-banner --redact --exit-code 10 --report-format junit --report-path ${REPORT_FILE})
if [[ -n "$SCAN_CONFIG_FILE" ]]; then options+=(--config "$SCAN_CONFIG_FILE"); fi
if [[ "$SCAN_MODE" == git && ! -d .git ]]; then
  echo "The source has no history. Take it with 'fullClone', or leave 'history' out." >&2
  exit 1
fi
set +e
gitleaks "$SCAN_MODE" "\${options[@]}" .
status=$?
set -e
if (( status == 10 )); then echo "There are secrets in the source. Revoke them: whoever can read the source has them." >&2; fi
exit "$status"
`.trim();

export function secretScan(options: SecretScanOptions): IPipelineStep {
  const { configFile = '', history } = options;
  return new ToolStep({
    name: 'Secrets',
    description: 'Looks for secrets in the source',
    script: SCRIPT,
    tool: VERSIONS.gitleaks,
    environment: { SCAN_CONFIG_FILE: configFile, SCAN_MODE: history ? 'git' : 'dir' },
    options,
    check: (scope) => {
      requireKinds(scope, options, { history: 'flag' });
      requirePathInSource(scope, 'configFile', options.configFile);
    },
  });
}
