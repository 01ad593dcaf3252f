import { CommandStep } from './command-step';
import { requirePathInSource } from './path-in-source';
import { requireCommands, requireStepName } from './step-input';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { CdkNagOptions } from '../compliance-options';
import { PipelineStage } from '../pipeline-stage';
import { IPipelineStep } from '../pipeline-step';

const SYNTH = 'npx cdk synth --quiet --context @aws-cdk/core:validationReportJson=true';

/**
 * Version 2 of cdk-nag writes tables, version 3 the report of the validations of the CDK. The synthesis fails by itself for errors of version 2
 * and for all findings of version 3. NAG_OUTPUT is where the assembly is; what the synthesis says is in the file that `log` names.
 */
const READ_REPORTS = `
shopt -s nullglob
tables=("$NAG_OUTPUT"/*NagReport.csv)
validations="$NAG_OUTPUT/policy-validation-report.json"
if (( \${#tables[@]} == 0 )) && [[ ! -f "$validations" ]] && ! grep --quiet --fixed-strings -e 'Policy Validation Successful' "$log"; then
  echo "No pack of cdk-nag has looked at the app. Add one, such as AwsSolutionsChecks, where the app is made." >&2
  exit 1
fi
failed=
for table in "\${tables[@]}"; do
  # The third column; the fields are quoted.
  if grep --fixed-strings -e ',"Non-Compliant",' -- "$table"; then failed=yes; fi
done
if [[ -f "$validations" ]] && jq --exit-status '[.pluginReports[]? | .summary.status, .conclusion] | index("failure") != null' "$validations" > /dev/null; then
  failed=yes
fi
if [[ -n "$failed" ]]; then echo "cdk-nag has found what nobody has acknowledged." >&2; exit 1; fi
echo "cdk-nag has found nothing."
`.trim();

export function cdkNagCheck(options: CdkNagOptions): IPipelineStep {
  const { stepName = 'CdkNag', install = ['npm ci'], synth = SYNTH, outputDirectory = 'cdk.out', advisory, timeout } = options;
  const bind = (stage: PipelineStage) => {
    requireStepName(stage.scope, stepName);
    requireKinds(stage.scope, options, { advisory: 'flag' });
    if (options.install?.length !== 0) { requireCommands(stage.scope, 'install', install); }
    requireCommands(stage.scope, 'synth', [synth]);
    requirePathInSource(stage.scope, 'outputDirectory', outputDirectory);
    requireDuration(stage.scope, { prop: 'timeout', value: timeout, unit: 'minutes', min: 5, max: 2160, example: 'Duration.minutes(30)' });
    new CommandStep({
      stepName,
      description: 'Synthesizes the app with cdk-nag',
      install,
      // What an earlier synthesis said must not count.
      commands: ['log="$(mktemp)"', 'rm -f "$NAG_OUTPUT"/*NagReport.csv "$NAG_OUTPUT/policy-validation-report.json"', `{ ${synth}\n} 2>&1 | tee "$log"`, READ_REPORTS],
      environment: { NAG_OUTPUT: outputDirectory },
      advisory,
      timeout,
    }).bind(stage);
  };
  return { stepName, bind };
}
