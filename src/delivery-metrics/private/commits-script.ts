/**
 * Tells which commits an execution of a pipeline brings, as events on the default bus. Bash, run by CodeBuild in a clone of the source.
 *
 * All input comes through the environment and is always quoted: MEASURED_SERVICE, MEASURED_ENVIRONMENT (all of them when it is empty),
 * CODEBUILD_INITIATOR, which has the name of the pipeline, and EXECUTION_ID; without it, the execution is looked for by its commit.
 * Messages of commits are anybody's text. They are made JSON by jq and are in no command.
 *
 * The range is everything since the newest execution that succeeded, with all that merges brought. More than is new does no harm: a commit
 * counts once, with its first deployment.
 */
export const COMMITS_SCRIPT = `
set -euo pipefail
shopt -s inherit_errexit
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5 AWS_DEFAULT_OUTPUT=json AWS_PAGER='' TZ=UTC LC_ALL=C.UTF-8

give_up() {
  echo "$*" >&2
  exit 1
}
# Whoever cloned it may be another user.
repository() { git -c safe.directory='*' -c log.showSignature=false "$@"; }

for tool in git jq aws; do
  if ! command -v "$tool" > /dev/null; then give_up "There is no $tool in this image."; fi
done
if [[ ! "\${CODEBUILD_INITIATOR:-}" =~ ^codepipeline/([A-Za-z0-9.@_-]+)$ ]]; then give_up "No pipeline has started this build."; fi
pipeline="\${BASH_REMATCH[1]}"
cd "\${CODEBUILD_SRC_DIR:-.}"

head="\${CODEBUILD_RESOLVED_SOURCE_VERSION:-}"
if [[ ! "$head" =~ ^[0-9a-f]{40,64}$ ]] || ! repository cat-file -e "$head^{commit}" 2> /dev/null; then
  if ! head="$(repository rev-parse --verify --quiet 'HEAD^{commit}')"; then give_up "The source is no clone with commits: give it a full clone."; fi
fi

if ! history="$(aws codepipeline list-pipeline-executions --pipeline-name "$pipeline" --max-items 200)"; then
  echo "The executions of $pipeline cannot be listed, so that only the newest commit is known." >&2
  history='{}'
fi
execution="\${EXECUTION_ID:-}"
if [[ -z "$execution" ]]; then
  execution="$(jq -r --arg head "$head" 'first(.pipelineExecutionSummaries[]?
    | select(.status == "InProgress" and any(.sourceRevisions[]?; .revisionId == $head))).pipelineExecutionId // empty' <<< "$history")"
fi
if [[ -z "$execution" ]]; then give_up "No execution of $pipeline brings $head. Give the build the variable EXECUTION_ID."; fi

# The newest first, as CodePipeline lists them. One that is not in the clone any more has an older one before it.
candidates="$(jq -r --arg execution "$execution" --arg head "$head" '
  .pipelineExecutionSummaries // []
  | .[(map(.pipelineExecutionId) | index($execution) // -1) + 1:]
  | [.[] | select(.status == "Succeeded") | .sourceRevisions[]?.revisionId | strings | select(test("^[0-9a-f]{40,64}$") and . != $head)]
  | .[:100][]' <<< "$history")"
base=''
for candidate in $candidates; do
  if repository cat-file -e "$candidate^{commit}" 2> /dev/null; then
    base="$candidate"
    break
  fi
  echo "$candidate, which was released before, is not in the clone."
done

if [[ "$(repository rev-parse --is-shallow-repository)" == true ]]; then echo "The clone is shallow: older commits may be missing."; fi
if [[ -n "$base" ]]; then
  source=EXACT range="$base..$head"
  if ! repository merge-base --is-ancestor "$base" "$head"; then echo "$base is no ancestor of $head: all that only the new history has counts."; fi
  count="$(repository rev-list --count "$range" --)"
  if (( count > 1000 )); then echo "$count commits are new: the newest 1000 of them are told."; fi
else
  source=HEAD_ONLY range="$head" count=1
  echo "Nothing that was released before is known: only the newest commit is told."
fi

message="$(repository log --max-count=1 --format=%s "$head" --)"
# An entry holds some 20 KB, a call some 80: four times less than EventBridge takes, and no more than fits into an argument.
batches="$(repository log --max-count="$(( count < 1000 ? count : 1000 ))" --format='%H %cI' "$range" -- | jq -Rnc \\
  --arg service "$MEASURED_SERVICE" --arg environment "\${MEASURED_ENVIRONMENT:-}" --arg pipeline "$pipeline" --arg execution "$execution" \\
  --arg source "$source" --arg message "\${message:0:1000}" '
  def parts(size): [range(0; length; size) as $first | .[$first:$first + size]];
  ({type: "commits", service: $service, pipeline: $pipeline, executionId: $execution, source: $source, message: $message[:200]}
  + (if $environment == "" then {} else {environment: $environment} end)) as $detail
  | [inputs | split(" ") | {id: .[0], at: .[1]}]
  | (if . == [] then [[]] else parts(200) end)
  | map({Source: "devops.dora", DetailType: "Commits", Detail: ($detail + {commits: .} | tojson)})
  | parts(4)[]')"

# EventBridge may take a part and hand back the rest.
put() {
  local entries="$1" attempt answer
  for attempt in 1 2 3 4; do
    if (( attempt > 1 )); then sleep "$(( 2 ** attempt ))"; fi
    if ! answer="$(aws events put-events --entries "$entries")"; then continue; fi
    if [[ "$(jq -r '.FailedEntryCount // 0' <<< "$answer")" == 0 ]]; then return; fi
    jq -r '.Entries[]? | select(.ErrorCode) | "\\(.ErrorCode): \\(.ErrorMessage // "")"' <<< "$answer" >&2
    entries="$(jq -c --argjson entries "$entries" '[.Entries | to_entries[] | select(.value.ErrorCode) | $entries[.key]]' <<< "$answer")"
  done
  give_up "EventBridge did not take $(jq length <<< "$entries") events in four attempts."
}
while IFS= read -r entries; do put "$entries"; done <<< "$batches"
echo "Told $source commits of $execution: $count, up to $head."
`.trim();
