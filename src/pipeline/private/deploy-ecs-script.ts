import { KEEP_IMAGE, MOVE_POINTER, NEXT_TASK_DEFINITION, REQUIRE_IMAGE, SHELL_SETUP } from './script-parts';

/**
 * Releases an image to a service on Amazon ECS and waits until its deployment has ended for good.
 * Bash with the AWS CLI and jq, run by CodeBuild. Why not CodePipeline's own action: docs/decisions/0006-ecs-deploy-step.md.
 *
 * All input comes through the environment: IMAGE, CLUSTER, SERVICE, CONTAINER, PLACEHOLDER_IMAGE and, when a success
 * is to be written down, RELEASE_POINTER and the ACCOUNT that it is in. It is safe to run again at any point.
 */
export const DEPLOY_ECS_SCRIPT = `
${SHELL_SETUP}

# Waits until a service deployment has ended and prints it as JSON; tells each step on the way.
follow() {
  local deployment step last=''
  while true; do
    deployment="$(aws ecs describe-service-deployments --service-deployment-arns "$1" | jq -c '.serviceDeployments[0] // {}')"
    step="$(jq -r '[.status, .lifecycleStage] | map(values) | join(" ")' <<< "$deployment")"
    if [[ "$step" != "$last" ]]; then echo "$(date +%T) $step" >&2; fi
    last="$step"
    case "$step" in
      SUCCESSFUL* | STOPPED* | ROLLBACK_SUCCESSFUL* | ROLLBACK_FAILED*) echo "$deployment"; return ;;
    esac
    sleep 15
  done
}

# One at a time: a deployment under way, of cdk deploy or of a release that somebody stopped, ends first.
wait_for_others() {
  local listed deployment
  listed="$(aws ecs list-service-deployments --cluster "$CLUSTER" --service "$SERVICE" \\
    --status PENDING IN_PROGRESS STOP_REQUESTED ROLLBACK_REQUESTED ROLLBACK_IN_PROGRESS)"
  for deployment in $(jq -r '.serviceDeployments[].serviceDeploymentArn' <<< "$listed"); do
    echo "Waiting for $deployment to end"
    follow "$deployment" > /dev/null
  done
}

# The task definition that is live. After a rollback it is not the one that the service names: the service revision tells.
# Empty while several revisions run.
live_task_definition() {
  local revision
  revision="$(jq -r '[.currentServiceRevisions[]?.arn] | if length == 1 then .[0] else empty end' <<< "$1")"
  if [[ -z "$revision" ]]; then return; fi
  aws ecs describe-service-revisions --service-revision-arns "$revision" | jq -r '.serviceRevisions[0].taskDefinition // empty'
}

${NEXT_TASK_DEFINITION}

# The service deployment, created after a time, that brings a task definition; empty until Amazon ECS has started it.
deployment_of() {
  local listed revisions revision
  listed="$(aws ecs list-service-deployments --cluster "$CLUSTER" --service "$SERVICE" --created-at "after=$2")"
  revisions="$(jq -r '.serviceDeployments[].targetServiceRevisionArn // empty' <<< "$listed")"
  if [[ -z "$revisions" ]]; then return; fi
  # shellcheck disable=SC2086 # one argument per revision
  revision="$(aws ecs describe-service-revisions --service-revision-arns $revisions \\
    | jq -r --arg task "$1" '[.serviceRevisions[] | select(.taskDefinition == $task).serviceRevisionArn][0] // empty')"
  jq -r --arg revision "$revision" \\
    '[.serviceDeployments[] | select(.targetServiceRevisionArn == $revision).serviceDeploymentArn][0] // empty' <<< "$listed"
}

release() {
  local definition next since deployment='' outcome
  definition="$(next_task_definition "$1")"
  next="$(aws ecs register-task-definition --cli-input-json "$definition" | jq -r '.taskDefinition.taskDefinitionArn')"
  since="$(date -d '-5 minutes' +%Y-%m-%dT%H:%M:%SZ)"
  echo "Deploying $IMAGE with $next"
  aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --task-definition "$next" > /dev/null

  for _ in {1..40}; do
    deployment="$(deployment_of "$next" "$since")"
    if [[ -n "$deployment" ]]; then break; fi
    sleep 15
  done
  if [[ -z "$deployment" ]]; then fail "Amazon ECS has not started to deploy $next after 10 minutes."; fi

  outcome="$(follow "$deployment")"
  if [[ "$(jq -r '.status' <<< "$outcome")" != SUCCESSFUL ]]; then
    fail "$(jq -r --arg image "$IMAGE" '
      (.alarms.triggeredAlarmNames // [] | if . == [] then null else "Alarms: " + join(", ") end) as $alarms
      | ["The release of " + $image + " ended with " + .status, .statusReason, .rollback.reason, $alarms]
      | map(values) | join(". ")' <<< "$outcome")"
  fi
}

${KEEP_IMAGE}

${REQUIRE_IMAGE}

if [[ -n "\${RELEASE_POINTER:-}" ]]; then keep_image; fi
wait_for_others
described="$(aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" | jq -c '.services[0] // empty')"
if [[ -z "$described" ]]; then fail "The cluster $CLUSTER has no service $SERVICE."; fi
named="$(jq -r '.taskDefinition' <<< "$described")"
live="$(live_task_definition "$described")"
task="$(aws ecs describe-task-definition --include TAGS --task-definition "\${live:-$named}")"
running="$(jq -r --arg container "$CONTAINER" '.taskDefinition.containerDefinitions[] | select(.name == $container).image' <<< "$task")"
if [[ -z "$running" ]]; then fail "The service $SERVICE has no container $CONTAINER."; fi

if [[ -n "$live" && "$running" == "$IMAGE" ]]; then
  echo "$IMAGE is live already"
else
  release "$task"
fi

${MOVE_POINTER}
`.trim();
