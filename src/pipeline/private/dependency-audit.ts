import { requirePathInSource } from './path-in-source';
import { andWorse, requireSeverity } from './severity-floor';
import { installWheel } from './tool-install';
import { REPORT_FILE, ToolStep } from './tool-step';
import { requireKinds } from '../../core/private/require-kinds';
import { VERSIONS } from '../../core/private/versions';
import { DependencyAuditOptions } from '../check-options';
import { IPipelineStep } from '../pipeline-step';

/** What both audits found becomes one list: {package, id, severity, counts}. */
const NPM_FINDINGS = `[.vulnerabilities | to_entries[] | .value | {package: .name, severity: .severity,
  id: ([.via[] | objects | .url // .title // empty] | first // "a package that it needs"),
  counts: (.severity as $severity | ($floor | split(",") | map(ascii_downcase | sub("^medium$"; "moderate")) | index($severity)) != null)}]`;

const PIP_FINDINGS = '[.dependencies[] | .name as $name | .vulns // [] | .[] | {package: $name, severity: "unrated", id: .id, counts: true}]';

const JUNIT = `"<testsuites><testsuite name=\\"dependencies\\" tests=\\"\\([length, 1] | max)\\" failures=\\"\\(map(select(.counts)) | length)\\">"
  + (if length == 0 then "<testcase name=\\"no known weakness\\"/>" else "" end)
  + (map("<testcase classname=\\"\\(.package | @html)\\" name=\\"\\(.id | @html)\\">"
    + (if .counts then "<failure message=\\"\\(.severity | @html)\\"/>" else "" end) + "</testcase>") | join(""))
  + "</testsuite></testsuites>"`;

/** AUDIT_DIRECTORY, AUDIT_SEVERITIES separated by commas, and AUDIT_OMIT_DEV come through the environment. */
const SCRIPT = `
report="$PWD/${REPORT_FILE}"
cd "./$AUDIT_DIRECTORY"
results="$(mktemp -d)"
audited=
if [[ -f package-lock.json || -f npm-shrinkwrap.json ]]; then
  options=(--json --package-lock-only)
  if [[ "$AUDIT_OMIT_DEV" == true ]]; then options+=(--omit=dev); fi
  # It fails when it finds anything, and when it cannot look.
  npm audit "\${options[@]}" > "$results/npm.json" || true
  if ! jq --slurp --exit-status '.[0].metadata.vulnerabilities and .[0].vulnerabilities' "$results/npm.json" > /dev/null; then
    echo "npm could not audit the packages:" >&2
    cat "$results/npm.json" >&2
    exit 1
  fi
  jq --arg floor "$AUDIT_SEVERITIES" '${NPM_FINDINGS}' "$results/npm.json" > "$results/npm.findings"
  audited+=' npm'
fi
if [[ -f requirements.txt ]]; then
  ${installWheel('pip-audit').split('\n').join('\n  ')}
  pip-audit --requirement requirements.txt --format json --output "$results/pip.json" --progress-spinner off || true
  if ! jq --slurp --exit-status '.[0].dependencies' "$results/pip.json" > /dev/null; then
    echo "pip-audit could not audit the packages." >&2
    exit 1
  fi
  jq '${PIP_FINDINGS}' "$results/pip.json" > "$results/pip.findings"
  audited+=' pip'
fi
if [[ -z "$audited" ]]; then
  echo "There is nothing to audit in $AUDIT_DIRECTORY: neither package-lock.json nor requirements.txt. Name another 'directory', or use SecurityScan.trivy()." >&2
  exit 1
fi
jq --slurp 'add' "$results"/*.findings > "$results/all.json"
jq --raw-output '${JUNIT}' "$results/all.json" > "$report"
jq --raw-output '.[] | "\\(.severity)\\t\\(.package)\\t\\(.id)"' "$results/all.json"
count="$(jq 'map(select(.counts)) | length' "$results/all.json")"
echo "$count weaknesses of severity $AUDIT_SEVERITIES or unrated."
if [[ "$count" != 0 ]]; then exit 10; fi
`.trim();

export function dependencyAudit(options: DependencyAuditOptions): IPipelineStep {
  const { directory = '.', severity, productionOnly = false } = options;
  return new ToolStep({
    name: 'Dependencies',
    description: 'Looks the packages up in databases of weaknesses',
    script: SCRIPT,
    tool: VERSIONS.pipAudit,
    environment: { AUDIT_DIRECTORY: directory, AUDIT_SEVERITIES: andWorse(severity).join(','), AUDIT_OMIT_DEV: String(productionOnly) },
    options,
    check: (scope) => {
      requirePathInSource(scope, 'directory', directory);
      requireKinds(scope, options, { productionOnly: 'flag' });
      requireSeverity(scope, severity);
    },
  });
}
