import { SUMMARIZE } from './change-summary';

/**
 * What reviewing and deploying a CDK app have in common. Bash with npm, run by CodeBuild in the root of what was built.
 *
 * All input comes through the environment: ASSEMBLY, the directory of the cloud assembly; STACKS, one pattern a line; CLI_VERSION; CONCURRENCY.
 */
const CDK_APP_SCRIPT = `
set -euo pipefail
shopt -s inherit_errexit
export CDK_DISABLE_CLI_TELEMETRY=true NO_COLOR=1 NODE_NO_WARNINGS=1 CI=true

fail() {
  echo "$*" >&2
  exit 1
}

assembly="$PWD/$ASSEMBLY"
if [[ ! -f "$assembly/manifest.json" ]]; then fail "There is no cloud assembly in '$ASSEMBLY' of what was built: manifest.json is missing."; fi
readarray -t stacks <<< "$STACKS"

# Elsewhere, so that no cdk.json and no .npmrc of the artifact has a say.
cd "$(mktemp -d)"
cdk() {
  npx --yes "aws-cdk@$CLI_VERSION" "$@" --app "$assembly" --exclusively --no-color --no-notices --ci
}
`.trim();

/** Publishes the assets and deploys the stacks, in the order of their dependencies. The CLI waits for each, and takes what is deployed already for done. */
export const DEPLOY_CDK_APP_SCRIPT = `
${CDK_APP_SCRIPT}

cdk deploy "\${stacks[@]}" --require-approval never --concurrency "$CONCURRENCY" --asset-parallelism true --progress events
`.trim();

/**
 * Finds out what a release would change, by comparing the templates with those that are deployed. Not by change sets: those of stacks that need
 * something of a stack before them cannot be made before that one is deployed. Exports SUMMARY, CHANGES and BUILD, whose log has all the differences.
 */
export const REVIEW_CDK_APP_SCRIPT = `
${CDK_APP_SCRIPT}

${SUMMARIZE}

# The lines of the CLI that stand for a resource each, such as "[~] AWS::SQS::Queue Data/Jobs JobsDF1CC2D4 replace".
effects() {
  jq -Rcn '
    {replace: "replaced", destroy: "removed", orphan: "removed", "may be replaced": "perhaps replaced", import: "imported"} as $words
    | [inputs
        | capture("^\\\\[(?<mark>[-+~←])\\\\] (?<type>\\\\w+(::[\\\\w-]+)+) (?<name>\\\\S+)( \\\\S+)*?( (?<word>replace|may be replaced|destroy|orphan|import))?$")
        | {type, name, effect: ($words[.word // ""] // ({"+": "added", "-": "removed", "←": "imported"}[.mark] // "changed"))}]'
}

if ! differences="$(cdk diff "\${stacks[@]}" --method=template)"; then fail "$differences"; fi
printf '%s\n' "$differences"
stacks_with_differences="$(sed -n 's/^.*Number of stacks with differences: \\([0-9]*\\).*$/\\1/p' <<< "$differences" | tail -n 1)"
if [[ -z "$stacks_with_differences" ]]; then fail 'The CDK did not say how many stacks differ.'; fi
if (( stacks_with_differences == 0 )); then
  CHANGES=0 SUMMARY='nothing to change'
else
  changed="$(effects <<< "$differences")"
  # Outputs and the like may be all that changes: each stack counts.
  CHANGES="$(jq --argjson stacks "$stacks_with_differences" '[length, $stacks] | max' <<< "$changed")"
  SUMMARY="$(summarize <<< "$changed")"
fi
BUILD="$(jq -rn --arg build "$CODEBUILD_BUILD_ID" '$build | @uri')"
export CHANGES SUMMARY BUILD
echo "$SUMMARY"
`.trim();
