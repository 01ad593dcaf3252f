import { CODE_DEPLOY } from './code-deploy-script-parts';
import { REQUIRE_IMAGE, SHELL_SETUP } from './script-parts';

/**
 * Publishes a new version of a Lambda function and has AWS CodeDeploy shift the traffic of an alias to it; waits until that has ended for good.
 * Bash with the AWS CLI, jq, zip and curl, run by CodeBuild in the build artifact. Why: docs/decisions/0009-code-deploy-step.md.
 *
 * All input comes through the environment: FUNCTION, ALIAS, DIRECTORY, APPLICATION, GROUP, PRE_HOOK, POST_HOOK, and IMAGE when the build makes one.
 * It is safe to run again at any point: Lambda publishes nothing when neither code nor settings have changed since the last version.
 */
export const CODE_DEPLOY_LAMBDA_SCRIPT = `
${SHELL_SETUP}

${CODE_DEPLOY}

# Lambda changes a function in the background; the next change is refused meanwhile.
settle() {
  aws lambda wait function-updated-v2 --function-name "$FUNCTION"
}

# The same files always make the same archive, so that a release that is run again publishes nothing new.
archive() {
  if [[ ! -d "./$DIRECTORY" ]]; then fail "The build artifact has no directory $DIRECTORY."; fi
  cd "./$DIRECTORY"
  if [[ -z "$(find . -type f -print -quit)" ]]; then fail "The build artifact has no files in $DIRECTORY."; fi
  find . -exec touch -h -d '1980-01-01T12:00:00Z' {} +
  find . -type f -o -type l | LC_ALL=C sort | zip -q -X -y "$1" -@
  # Lambda takes more through Amazon S3 only.
  if (( $(stat -c %s "$1") > 50000000 )); then fail "The code is larger than the 50 MB that Lambda takes at once. Release an image of it instead."; fi
}

# Makes the code of a file or an image the code that the next version has, and prints its hash.
change_code() {
  local answer
  settle
  answer="$(aws lambda update-function-code --function-name "$FUNCTION" "$@")"
  settle
  jq -r '.CodeSha256' <<< "$answer"
}

new_code() {
  local file
  if [[ "$1" == Image ]]; then
    change_code --image-uri "$IMAGE"
    return
  fi
  file="$(mktemp -d)/code.zip"
  (archive "$file")
  change_code --zip-file "fileb://$file"
}

# After a failure: were the new code to stay, whatever publishes a version next, such as a cdk deploy, would make it live.
old_code_again() {
  local described file
  described="$(aws lambda get-function --function-name "$FUNCTION" --qualifier "$1")"
  if [[ "$(jq -r '.Configuration.PackageType // "Zip"' <<< "$described")" == Image ]]; then
    change_code --image-uri "$(jq -r '.Code.ResolvedImageUri // .Code.ImageUri' <<< "$described")" > /dev/null
    return
  fi
  file="$(mktemp)"
  # The address is a secret for ten minutes: it is no argument, which others could read.
  curl --silent --show-error --fail --retry 3 --output "$file" --config <(jq -r '"url = \\"" + .Code.Location + "\\""' <<< "$described")
  change_code --zip-file "fileb://$file" > /dev/null
}

app_spec() {
  jq -cn --arg function "$FUNCTION" --arg alias "$ALIAS" --arg current "$1" --arg target "$2" --arg before "\${PRE_HOOK:-}" --arg after "\${POST_HOOK:-}" '
    ([["BeforeAllowTraffic", $before], ["AfterAllowTraffic", $after]] | map(select(.[1] != "") | {(.[0]): .[1]})) as $hooks
    | {
        version: "0.0",
        Resources: [{Function: {Type: "AWS::Lambda::Function", Properties: {Name: $function, Alias: $alias, CurrentVersion: $current, TargetVersion: $target}}}]
      } + if $hooks == [] then {} else {Hooks: $hooks} end'
}

live_version() {
  aws lambda get-alias --function-name "$FUNCTION" --name "$ALIAS" | jq -r '.FunctionVersion'
}

# What a version runs, without what tells it from others that run the same.
content_of() {
  aws lambda get-function-configuration --function-name "$FUNCTION" --qualifier "$1" | jq -cS 'del(.Version, .FunctionArn, .MasterArn, .Description,
    .LastModified, .RevisionId, .State, .StateReason, .StateReasonCode, .LastUpdateStatus, .LastUpdateStatusReason, .LastUpdateStatusReasonCode,
    .RuntimeVersionConfig, .SnapStart.OptimizationStatus)'
}

# Prints the version that has the new code. Lambda itself compares with the version that was published last, which may have been taken back.
publish() {
  local new old
  new="$(content_of '$LATEST')"
  old="$(content_of "$1")"
  if [[ "$new" == "$old" ]]; then
    echo "$1"
    return
  fi
  # Only what was changed here: a cdk deploy in between makes it fail.
  aws lambda publish-version --function-name "$FUNCTION" --code-sha256 "$2" --description "Released by \${CODEBUILD_BUILD_ID:-}" | jq -r '.Version'
}

wait_for_others
kind="$(aws lambda get-function-configuration --function-name "$FUNCTION" | jq -r '.PackageType // "Zip"')"
if [[ "$kind" == Image ]]; then
  if [[ -z "\${IMAGE:-}" ]]; then fail "The function $FUNCTION runs an image, and the build makes none."; fi
  ${REQUIRE_IMAGE}
fi
hash="$(new_code "$kind")"
live="$(live_version)"
version="$(publish "$live" "$hash")"

if [[ "$version" == "$live" ]]; then
  echo "Version $version of $FUNCTION is live already"
else
  spec="$(app_spec "$live" "$version")"
  deploy "$spec" "version $version of $FUNCTION"
  if [[ -n "$problem" ]]; then
    live="$(live_version)"
    # In a condition, bash would go on after a failure.
    set +e
    (set -e; old_code_again "$live")
    restored=$?
    set -e
    if (( restored != 0 )); then problem="$problem The function has the new code still: release again before anything else publishes a version."; fi
    fail "$problem"
  fi
fi
`.trim();
