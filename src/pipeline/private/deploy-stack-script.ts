import { STACK_SCRIPT } from './stack-script';

/**
 * Brings a stack to what its template says and waits until CloudFormation has done it for good. It is safe to run again at any point.
 *
 * In addition to the input of STACK_SCRIPT, all by the environment: STACK_POLICY and TERMINATION_PROTECTION, when they are to be set.
 */
export const DEPLOY_STACK_SCRIPT = `
${STACK_SCRIPT}

# Why it failed: what failed by itself, oldest first, not what was cancelled because of it.
reasons() {
  cfn describe-stack-events --stack-name "$1" --max-items 300 | jq -r --arg token "$2" '
    [.StackEvents[]
      | select(.ClientRequestToken == $token and (.ResourceStatus | test("FAILED$|ROLLBACK_IN_PROGRESS$")))
      | select(.ResourceStatusReason // "" | test("^$|cancelled"; "i") | not)]
    | reverse | .[:6][] | "  \\(.ResourceType) \\(.LogicalResourceId): \\(.ResourceStatusReason)"'
}

# Waits until the execution has ended. Right after it was asked for, the stack still shows what was before.
follow() {
  local stack now status last='' polls=0
  while true; do
    stack="$(describe_stack "$1")"
    status="$(jq -r '.StackStatus' <<< "$stack")"
    now="$(jq -r '[.StackStatus, .LastUpdatedTime] | join(" ")' <<< "$stack")"
    if [[ "$status" != "$last" ]]; then echo "$(date +%T) $status"; fi
    last="$status"
    if [[ "$status" != *_IN_PROGRESS ]]; then
      if [[ "$now" != "$2" ]]; then return; fi
      polls=$(( polls + 1 ))
      if (( polls > 40 )); then fail "CloudFormation has not begun to update $STACK_NAME after 10 minutes."; fi
    fi
    sleep 15
  done
}

set_stack_policy() {
  if [[ -z "\${STACK_POLICY:-}" ]]; then return; fi
  cfn set-stack-policy --stack-name "$STACK_NAME" --stack-policy-body "$STACK_POLICY"
}

execute() {
  local id token before stack status
  id="$(jq -r '.StackId' <<< "$1")"
  # Of the id, what is a build's own. CloudFormation writes it to the events that the execution causes.
  token="\${CODEBUILD_BUILD_ID##*:}"
  token="pipeline-\${token//[^A-Za-z0-9]/-}"
  before="$(describe_stack "$id" | jq -r '[.StackStatus, .LastUpdatedTime] | join(" ")')"
  cfn execute-change-set --stack-name "$id" --change-set-name "$(jq -r '.ChangeSetId' <<< "$1")" --client-request-token "$token"
  follow "$id" "$before"
  stack="$(describe_stack "$id")"
  status="$(jq -r '.StackStatus' <<< "$stack")"
  case "$status" in
    CREATE_COMPLETE | UPDATE_COMPLETE | IMPORT_COMPLETE) ;;
    *) fail "The stack $STACK_NAME ended with $status. $(jq -r '.StackStatusReason // empty' <<< "$stack")"$'\\n'"$(reasons "$id" "$token")" ;;
  esac
}

prepare
# Before the update, so that it holds for this one already. What is not there yet has nothing to protect.
if [[ "$kind" == UPDATE ]]; then set_stack_policy; fi
change_set="$(create_change_set)"
if [[ -z "$change_set" ]]; then
  echo "There is nothing to change in $STACK_NAME"
else
  jq -r '.Changes[].ResourceChange | values | "\\(.Action) \\(.ResourceType) \\(.LogicalResourceId)"' <<< "$change_set"
  execute "$change_set"
fi
if [[ "$kind" == CREATE ]]; then set_stack_policy; fi
case "\${TERMINATION_PROTECTION:-}" in
  true) cfn update-termination-protection --stack-name "$STACK_NAME" --enable-termination-protection > /dev/null ;;
  false) cfn update-termination-protection --stack-name "$STACK_NAME" --no-enable-termination-protection > /dev/null ;;
esac
echo "$STACK_NAME is what its template says"
`.trim();
