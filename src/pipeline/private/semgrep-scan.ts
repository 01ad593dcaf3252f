import { requireSeverity } from './severity-floor';
import { requireCommands } from './step-input';
import { installWheel } from './tool-install';
import { REPORT_FILE, ToolStep } from './tool-step';
import { requirePattern } from '../../core/private/input-error';
import { VERSIONS } from '../../core/private/versions';
import { FindingSeverity } from '../../registry';
import { SemgrepOptions } from '../check-options';
import { IPipelineStep } from '../pipeline-step';

/** What Semgrep calls them, the worst first. */
const WORDS: Partial<Record<FindingSeverity, string>> = { [FindingSeverity.HIGH]: 'ERROR', [FindingSeverity.MEDIUM]: 'WARNING', [FindingSeverity.LOW]: 'INFO' };

/** SCAN_RULES and SCAN_SEVERITIES hold one a line. Semgrep ends with 1 when there are findings, with 2 or more when it fails. */
const SCRIPT = `
${installWheel('semgrep')}
options=(--error --metrics off --disable-version-check --junit-xml-output=${REPORT_FILE})
while IFS= read -r rules; do options+=(--config "$rules"); done <<< "$SCAN_RULES"
while IFS= read -r severity; do options+=(--severity "$severity"); done <<< "$SCAN_SEVERITIES"
semgrep scan "\${options[@]}" .
`.trim();

export function semgrepScan(options: SemgrepOptions): IPipelineStep {
  const { rules = ['p/default'], severity = FindingSeverity.HIGH } = options;
  const known = Object.keys(WORDS) as FindingSeverity[];
  return new ToolStep({
    name: 'Semgrep',
    description: 'Reads the source for mistakes that attackers use',
    script: SCRIPT,
    tool: VERSIONS.semgrep,
    environment: {
      SCAN_RULES: Array.isArray(rules) ? rules.join('\n') : '',
      SCAN_SEVERITIES: known.slice(0, known.indexOf(severity) + 1).map((member) => WORDS[member]).join('\n'),
    },
    options,
    check: (scope) => {
      requireCommands(scope, 'rules', rules);
      rules.forEach((rule) => requirePattern(scope, 'rules', rule, /^[^\r\n]+$/, 'names or files, one line each'));
      requireSeverity(scope, options.severity, known);
    },
  });
}
