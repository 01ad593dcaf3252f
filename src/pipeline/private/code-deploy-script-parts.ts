/**
 * How a script has AWS CodeDeploy deploy something, and finds out what became of it. Bash; needs `SHELL_SETUP`, and APPLICATION and
 * GROUP, the deployment group.
 *
 * `deploy` leaves what went wrong in `problem`, after CodeDeploy has put the old version back; what remains to be done then is up to the script.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
 */
export const CODE_DEPLOY = `
# Waits until a deployment has ended and prints it as JSON; tells each step on the way.
follow() {
  local deployment status last=''
  while true; do
    deployment="$(aws deploy get-deployment --deployment-id "$1" | jq -c '.deploymentInfo // {}')"
    status="$(jq -r '.status // empty' <<< "$deployment")"
    if [[ "$status" != "$last" ]]; then echo "$(date +%T) $1 $status" >&2; fi
    last="$status"
    case "$status" in
      Succeeded | Failed | Stopped) echo "$deployment"; return ;;
    esac
    sleep 15
  done
}

# One at a time: a deployment under way, of a release that somebody stopped or of a person, ends first.
wait_for_others() {
  local listed deployment
  listed="$(aws deploy list-deployments --application-name "$APPLICATION" --deployment-group-name "$GROUP" \\
    --include-only-statuses Created Queued InProgress Baking Ready)"
  for deployment in $(jq -r '.deployments[]?' <<< "$listed"); do
    echo "Waiting for $deployment to end"
    follow "$deployment" > /dev/null
  done
}

# Creates a deployment and prints its id. One that got ahead of it ends first.
create_deployment() {
  local answer complaint
  complaint="$(mktemp)"
  for _ in {1..10}; do
    if answer="$(aws deploy create-deployment --cli-input-json "$1" 2> "$complaint")"; then
      jq -r '.deploymentId' <<< "$answer"
      return
    fi
    cat "$complaint" >&2
    if ! grep -q DeploymentLimitExceededException "$complaint"; then exit 1; fi
    sleep 15
    wait_for_others >&2
  done
  fail "Other deployments of $GROUP always got ahead."
}

# Going back is a deployment of its own, which CodeDeploy names a moment later. Waits for its end, and says what became of it.
follow_rollback() {
  local deployment rollback outcome
  for _ in {1..4}; do
    deployment="$(aws deploy get-deployment --deployment-id "$1")"
    rollback="$(jq -r '.deploymentInfo.rollbackInfo.rollbackDeploymentId // empty' <<< "$deployment")"
    if [[ -n "$rollback" ]]; then
      outcome="$(follow "$rollback")"
      jq -r --arg rollback "$rollback" '"Its rollback " + $rollback + " ended with " + .status' <<< "$outcome"
      return
    fi
    sleep 15
  done
  jq -r '.deploymentInfo.rollbackInfo.rollbackMessage // "CodeDeploy names no rollback"' <<< "$deployment"
}

# Deploys what an AppSpec says and waits for the end. Rolls back by itself, whatever the deployment group says.
deploy() {
  local request id outcome reason rollback
  problem=''
  request="$(jq -n --arg application "$APPLICATION" --arg group "$GROUP" --arg content "$1" \\
    --arg sum "$(printf '%s' "$1" | sha256sum | cut -d ' ' -f 1)" '{
      applicationName: $application,
      deploymentGroupName: $group,
      revision: {revisionType: "AppSpecContent", appSpecContent: {content: $content, sha256: $sum}},
      autoRollbackConfiguration: {enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]}
    }')"
  id="$(create_deployment "$request")"
  echo "Deploying $2 with $id"
  outcome="$(follow "$id")"
  if [[ "$(jq -r '.status' <<< "$outcome")" == Succeeded ]]; then return; fi
  reason="$(jq -r --arg what "$2" '["The release of " + $what + " ended with " + .status, .errorInformation.code, .errorInformation.message]
    | map(values) | join(". ")' <<< "$outcome")"
  rollback="$(follow_rollback "$id")"
  problem="$reason. $rollback."
}
`.trim();
