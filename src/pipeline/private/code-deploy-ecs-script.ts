import { CODE_DEPLOY } from './code-deploy-script-parts';
import { KEEP_IMAGE, MOVE_POINTER, NEXT_TASK_DEFINITION, REQUIRE_IMAGE, SHELL_SETUP } from './script-parts';

/**
 * Releases an image to a service on Amazon ECS that AWS CodeDeploy deploys, and waits until the deployment has ended for good.
 * Bash with the AWS CLI and jq, run by CodeBuild. Why not CodePipeline's own action: docs/decisions/0009-code-deploy-step.md.
 *
 * All input comes through the environment: IMAGE, CLUSTER, SERVICE, FAMILY, CONTAINER, PLACEHOLDER_IMAGE, APPLICATION, GROUP, HOOKS
 * and, when a success is to be written down, RELEASE_POINTER and the ACCOUNT that it is in. It is safe to run again at any point.
 */
export const CODE_DEPLOY_ECS_SCRIPT = `
${SHELL_SETUP}

${CODE_DEPLOY}

${NEXT_TASK_DEFINITION}

# Whether two task definitions would run the same, the image aside. Amazon ECS promises no order of variables.
same() {
  local one other normal='del(.tags) | .containerDefinitions |= map(
    (if .environment then .environment |= sort_by(.name) else . end) | if .secrets then .secrets |= sort_by(.name) else . end)'
  one="$(next_task_definition "$1" | jq -cS "$normal")"
  other="$(next_task_definition "$2" | jq -cS "$normal")"
  [[ -n "$one" && "$one" == "$other" ]]
}

image_in() {
  jq -r --arg container "$CONTAINER" '.taskDefinition.containerDefinitions[] | select(.name == $container).image' <<< "$1"
}

# Where the new tasks run and what takes the requests is as it was: an AppSpec that is silent leaves it to the defaults of Amazon ECS.
app_spec() {
  jq -cn --arg task "$1" --arg container "$CONTAINER" --argjson primary "$2" --argjson definition "$3" --argjson hooks "\${HOOKS:-[]}" '
    def mine: map(select(.containerName == $container).containerPort)[0];
    ($definition.taskDefinition.containerDefinitions[] | select(.name == $container)) as $described
    | (($primary.loadBalancers // [] | mine) // $described.portMappings[0].containerPort) as $port
    | ($primary.capacityProviderStrategy // [] | map({CapacityProvider: .capacityProvider, Base: (.base // 0), Weight: (.weight // 0)})) as $capacity
    | {
        version: "0.0",
        Resources: [{TargetService: {Type: "AWS::ECS::Service", Properties: ({
          TaskDefinition: $task,
          LoadBalancerInfo: {ContainerName: $container, ContainerPort: $port}
        } + if $capacity == [] then {} else {CapacityProviderStrategy: $capacity} end)}}]
      } + if $hooks == [] then {} else {Hooks: $hooks} end'
}

# The revision to deploy: the newest one with the new image. A run that failed may have left exactly that.
revision_to_deploy() {
  local definition
  if [[ "$(image_in "$1")" == "$IMAGE" ]]; then
    jq -r '.taskDefinition.taskDefinitionArn' <<< "$1"
    return
  fi
  definition="$(next_task_definition "$1")"
  aws ecs register-task-definition --cli-input-json "$definition" | jq -r '.taskDefinition.taskDefinitionArn'
}

${KEEP_IMAGE}

${REQUIRE_IMAGE}

if [[ -n "\${RELEASE_POINTER:-}" ]]; then keep_image; fi
wait_for_others
described="$(aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" | jq -c '.services[0] // empty')"
if [[ -z "$described" ]]; then fail "The cluster $CLUSTER has no service $SERVICE."; fi
primary="$(jq -c '[.taskSets[]? | select(.status == "PRIMARY")][0] // empty' <<< "$described")"
if [[ -z "$primary" ]]; then fail "The service $SERVICE is not deployed by CodeDeploy: it has no task sets."; fi
# cdk deploy registers what changed in the template as the newest revision, which nothing starts: it goes live with this release.
newest="$(aws ecs describe-task-definition --include TAGS --task-definition "$FAMILY")"
if [[ -z "$(image_in "$newest")" ]]; then fail "The service $SERVICE has no container $CONTAINER."; fi
live="$(aws ecs describe-task-definition --task-definition "$(jq -r '.taskDefinition' <<< "$primary")")"

if [[ "$(image_in "$live")" == "$IMAGE" ]] && same "$live" "$newest"; then
  echo "$IMAGE is live already"
else
  next="$(revision_to_deploy "$newest")"
  spec="$(app_spec "$next" "$primary" "$newest")"
  deploy "$spec" "$IMAGE"
  if [[ -n "$problem" ]]; then fail "$problem"; fi
fi

${MOVE_POINTER}
`.trim();
