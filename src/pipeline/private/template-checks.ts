import { IConstruct } from 'constructs';
import { FIND_BUILD_OUTPUT } from './build-output-directory';
import { requireCommands, requireGlobs } from './step-input';
import { installArchive, installWheel } from './tool-install';
import { REPORT_FILE, ToolStep } from './tool-step';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { VERSIONS } from '../../core/private/versions';
import { CfnGuardOptions, CfnLintOptions } from '../compliance-options';
import { IPipelineStep } from '../pipeline-step';

const TEMPLATES = ['**/*.template.json', '**/*.template.yaml', '**/*.template.yml'];

/** CHECK_TEMPLATES holds one pattern a line. Sets `files`. Packages may bring templates of their own, which are nobody's to mend. */
const FIND_TEMPLATES = `
${FIND_BUILD_OUTPUT}
shopt -s globstar nullglob
files=()
for directory in \${BUILD_OUTPUT:+"$BUILD_OUTPUT"} "$PWD"; do
  while IFS= read -r pattern; do
    # Patterns and nothing else: no words are split.
    IFS= ; for file in "$directory"/$pattern; do
      if [[ -f "$file" && "$file" != */node_modules/* ]]; then files+=("$file"); fi
    done; unset IFS
  done <<< "$CHECK_TEMPLATES"
  if (( \${#files[@]} > 0 )); then break; fi
done
if (( \${#files[@]} == 0 )); then
  echo "There is no template to check. Name them with 'templates', or synthesize them first." >&2
  exit 1
fi
echo "Checking \${#files[@]} templates"
`.trim();

/** CHECK_IGNORE holds one rule a line and may be empty, CHECK_FAIL_ON is what cfn-lint calls a level. */
const LINT_SCRIPT = `
${FIND_TEMPLATES}
${installWheel('cfn-lint', '[junit]')}
options=(--non-zero-exit-code "$CHECK_FAIL_ON")
if [[ -n "$CHECK_IGNORE" ]]; then mapfile -t rules <<< "$CHECK_IGNORE"; options+=(--ignore-checks "\${rules[@]}"); fi
set +e
cfn-lint "\${options[@]}" --format junit --output-file ${REPORT_FILE} --template "\${files[@]}"
status=$?
set -e
# Once more for those who read the log.
cfn-lint "\${options[@]}" --format pretty --template "\${files[@]}" || true
exit "$status"
`.trim();

/** CHECK_RULES holds one file or directory a line. Guard ends with 19 when a template breaks a rule, with 5 when it cannot read something. */
const GUARD_SCRIPT = `
${FIND_TEMPLATES}
${installArchive('https://github.com/aws-cloudformation/cloudformation-guard/releases/download/${TOOL_VERSION}/cfn-guard-v3-x86_64-ubuntu-latest.tar.gz')}
PATH="$tools/cfn-guard-v3-x86_64-ubuntu-latest:$PATH"
# What is built on a newer system may not find its C library here.
if ! cfn-guard --version; then
  echo "CloudFormation Guard does not run here. Give the check an 'image' with a newer system, such as Ubuntu 24.04." >&2
  exit 1
fi
mapfile -t rules <<< "$CHECK_RULES"
for rule in "\${rules[@]}"; do
  if [[ ! -e "$rule" ]]; then echo "There are no rules in $rule." >&2; exit 1; fi
done
set +e
cfn-guard validate --rules "\${rules[@]}" --data "\${files[@]}" --structured --show-summary none --output-format junit > ${REPORT_FILE}
status=$?
set -e
if (( status != 0 )); then cfn-guard validate --rules "\${rules[@]}" --data "\${files[@]}" --show-summary fail || true; fi
exit "$status"
`.trim();

export function cfnLintCheck(options: CfnLintOptions): IPipelineStep {
  const { templates = TEMPLATES, ignoreRules = [], failOnWarnings = false } = options;
  return new ToolStep({
    name: 'CfnLint',
    description: 'Reads templates for mistakes',
    script: LINT_SCRIPT,
    tool: VERSIONS.cfnLint,
    environment: { CHECK_TEMPLATES: lines(templates), CHECK_IGNORE: lines(ignoreRules), CHECK_FAIL_ON: failOnWarnings ? 'informational' : 'error' },
    readsBuild: true,
    options,
    check: (scope) => {
      requireTemplates(scope, templates);
      requireKinds(scope, options, { ignoreRules: 'list', failOnWarnings: 'flag' });
      ignoreRules.forEach((rule) => requirePattern(scope, 'ignoreRules', rule ?? '', /^[EWI]\d{1,4}$/, "rules such as 'W3045'"));
    },
  });
}

export function cfnGuardCheck(rules: string[], options: CfnGuardOptions): IPipelineStep {
  const { templates = TEMPLATES, image } = options;
  return new ToolStep({
    name: 'CfnGuard',
    description: 'Holds templates to rules',
    script: GUARD_SCRIPT,
    tool: VERSIONS.cfnGuard,
    environment: { CHECK_TEMPLATES: lines(templates), CHECK_RULES: lines(rules) },
    image,
    readsBuild: true,
    options,
    check: (scope) => {
      requireTemplates(scope, templates);
      if (rules === undefined || rules.length === 0) {
        throw inputError(scope, `'rules' must name files or directories with rules, got ${show(rules)}. Say 'rules/' or the like`);
      }
      requireCommands(scope, 'rules', rules);
      requireGlobs(scope, 'rules', rules);
    },
  });
}

function requireTemplates(scope: IConstruct, templates: string[]): void {
  requireGlobs(scope, 'templates', templates);
  if (templates.length === 0) { throw inputError(scope, `'templates' must have a pattern, got ${show(templates)}. Leave it out for the usual ones`); }
}

function lines(texts: string[]): string {
  return Array.isArray(texts) ? texts.join('\n') : '';
}
