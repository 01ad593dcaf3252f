/**
 * What reviewing and deploying a stack have in common. Bash with the AWS CLI and jq, run by CodeBuild in the root of what was built.
 * Why not CodePipeline's own actions: docs/decisions/0010-stacks-by-script.md.
 *
 * All input comes through the environment: STACK_NAME, STACK_REGION, TEMPLATE, DEPLOYMENT_ROLE, CHANGE_SET, CAPABILITIES, ROLLBACK_CONFIGURATION,
 * one PARAMETER_n with Name=value per parameter, ASSETS_URL, ASSETS_BUCKET and PUBLISHING_ROLE for large templates, and, when there is one,
 * TEMPLATE_CONFIGURATION and ACCESS_ROLE.
 */
export const STACK_SCRIPT = `
set -euo pipefail
shopt -s inherit_errexit
# Minutes of polling meet a throttled call sooner or later.
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=10 AWS_DEFAULT_OUTPUT=json AWS_PAGER=''

fail() {
  echo "$*" >&2
  exit 1
}

# The CLI takes on the roles itself, and again when their hour is over.
AWS_CONFIG_FILE="$(mktemp)"
export AWS_CONFIG_FILE
profile() {
  printf '[profile %s]\\nrole_arn = %s\\nrole_session_name = pipeline\\ncredential_source = EcsContainer\\n' "$1" "$2" >> "$AWS_CONFIG_FILE"
}
access=()
if [[ -n "\${ACCESS_ROLE:-}" ]]; then
  profile access "$ACCESS_ROLE"
  access=(--profile access)
fi

cfn() {
  aws cloudformation "$@" --region "$STACK_REGION" "\${access[@]}"
}

# The stack as JSON; empty when there is none.
describe_stack() {
  local answer
  if answer="$(cfn describe-stacks --stack-name "$1" 2>&1)"; then
    jq -c '.Stacks[0]' <<< "$answer"
  elif [[ "$answer" != *"does not exist"* ]]; then
    fail "$answer"
  fi
}

# Waits until nobody is at work on the stack and tells whether there is something to update.
prepare() {
  local stack status last=''
  while true; do
    stack="$(describe_stack "$STACK_NAME")"
    # Nothing in, nothing out.
    status="$(jq -r '.StackStatus' <<< "$stack")"
    case "$status" in
      '') exists=false kind=CREATE; return ;;
      REVIEW_IN_PROGRESS) exists=true kind=CREATE; return ;;
      *_IN_PROGRESS)
        if [[ "$status" != "$last" ]]; then echo "Waiting: the stack $STACK_NAME is in $status"; fi
        last="$status"
        sleep 15 ;;
      ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED | DELETE_FAILED)
        fail "The stack $STACK_NAME is in $status: its creation or deletion has failed, and CloudFormation cannot update it." \\
          "Delete it, then retry this stage: aws cloudformation delete-stack --region $STACK_REGION --stack-name $STACK_NAME" ;;
      UPDATE_FAILED | *_ROLLBACK_FAILED)
        fail "The stack $STACK_NAME is in $status. Bring it back, then retry this stage:" \\
          "aws cloudformation continue-update-rollback --region $STACK_REGION --stack-name $STACK_NAME" ;;
      *) exists=true kind=UPDATE; return ;;
    esac
  done
}

# More than 51,200 bytes CloudFormation takes from a bucket only; it reads with the rights of whoever calls it.
template_arguments() {
  local size key
  if [[ ! -f "$TEMPLATE" ]]; then fail "There is no $TEMPLATE in what was built."; fi
  size="$(wc -c < "$TEMPLATE")"
  if (( size <= 51200 )); then
    template=(--template-body "file://$TEMPLATE")
    return
  fi
  key="cdk-devops-patterns/$(sha256sum "$TEMPLATE" | cut -d ' ' -f 1)"
  profile publishing "$PUBLISHING_ROLE"
  if ! aws s3api put-object --bucket "$ASSETS_BUCKET" --key "$key" --body "$TEMPLATE" --region "$STACK_REGION" --profile publishing > /dev/null; then
    fail "$TEMPLATE has $size bytes. More than 51200 go through the bucket $ASSETS_BUCKET, which cdk bootstrap makes."
  fi
  template=(--template-url "$ASSETS_URL/$key")
}

# Parameters and tags: those of the file, then those of the pipeline.
settings_arguments() {
  local file='{}' name
  if [[ -n "\${TEMPLATE_CONFIGURATION:-}" ]]; then
    if [[ ! -f "$TEMPLATE_CONFIGURATION" ]]; then fail "There is no $TEMPLATE_CONFIGURATION in what was built."; fi
    if ! file="$(jq -c 'if type == "object" then . else error end' "$TEMPLATE_CONFIGURATION")"; then fail "$TEMPLATE_CONFIGURATION is not a JSON object."; fi
    if jq -e 'has("StackPolicy")' <<< "$file" > /dev/null; then
      fail "$TEMPLATE_CONFIGURATION has a StackPolicy. Give it to the deploy target as stackPolicy."
    fi
  fi
  local parameters
  parameters="$(jq -c '.Parameters // {}' <<< "$file")"
  for name in "\${!PARAMETER_@}"; do
    parameters="$(jq -c --arg name "\${!name%%=*}" --arg value "\${!name#*=}" '.[$name] = $value' <<< "$parameters")"
  done
  settings=(--parameters "$(jq -c 'to_entries | map({ParameterKey: .key, ParameterValue: .value})' <<< "$parameters")")
  if jq -e '.Tags // {} | . != {}' <<< "$file" > /dev/null; then
    settings+=(--tags "$(jq -c '.Tags | to_entries | map({Key: .key, Value: .value})' <<< "$file")")
  fi
  if [[ -n "\${CAPABILITIES:-}" ]]; then
    # shellcheck disable=SC2206 # one argument per capability
    settings+=(--capabilities $CAPABILITIES)
  fi
}

delete_change_set() {
  cfn delete-change-set --stack-name "$STACK_NAME" --change-set-name "$CHANGE_SET" > /dev/null
}

# Replaces the change set and prints it as JSON; nothing when there is nothing to change. That is how this can be run again:
# CodePipeline's own action looks for the change set of the failed run, which is gone.
create_change_set() {
  local template settings described status reason
  template_arguments
  settings_arguments
  if [[ "$exists" == true ]]; then delete_change_set; fi
  cfn create-change-set --stack-name "$STACK_NAME" --change-set-name "$CHANGE_SET" --change-set-type "$kind" --role-arn "$DEPLOYMENT_ROLE" \\
    --rollback-configuration "$ROLLBACK_CONFIGURATION" "\${template[@]}" "\${settings[@]}" > /dev/null
  while true; do
    described="$(cfn describe-change-set --stack-name "$STACK_NAME" --change-set-name "$CHANGE_SET")"
    status="$(jq -r '.Status' <<< "$described")"
    case "$status" in
      CREATE_COMPLETE) jq -c . <<< "$described"; return ;;
      FAILED)
        reason="$(jq -r '.StatusReason' <<< "$described")"
        delete_change_set
        case "$reason" in
          *"didn't contain changes"* | *'No updates are to be performed'*) return ;;
          *) fail "CloudFormation cannot make a change set for $STACK_NAME: $reason" ;;
        esac ;;
      CREATE_PENDING | CREATE_IN_PROGRESS) sleep 5 ;;
      *) fail "The change set of $STACK_NAME is in $status. Somebody else has deleted it; retry this stage." ;;
    esac
  done
}
`.trim();
