import { SUMMARIZE } from './change-summary';
import { STACK_SCRIPT } from './stack-script';

/**
 * Finds out what a release would change in a stack, by a change set that nobody executes. Exports SUMMARY, CHANGES, and what the address of the
 * change set in the console needs: STACK_ID and CHANGE_SET_ID. The input is that of STACK_SCRIPT.
 */
export const REVIEW_STACK_SCRIPT = `
${STACK_SCRIPT}

${SUMMARIZE}

# What CloudFormation cannot tell yet counts as the worse of two.
effects() {
  jq -c '[.Changes[].ResourceChange | values | {
    type: .ResourceType,
    name: .LogicalResourceId,
    effect: (
      if .Action == "Add" then "added"
      elif .Action == "Remove" then "removed"
      elif .Action == "Import" then "imported"
      elif .Replacement == "True" then "replaced"
      elif .Replacement == "Conditional" or .Action == "Dynamic" then "perhaps replaced"
      else "changed" end)
  }]' <<< "$1"
}

# An address in the console takes it for one value.
encoded() {
  jq -r "$2 | @uri" <<< "$1"
}

prepare
change_set="$(create_change_set)"
if [[ -z "$change_set" ]]; then
  CHANGES=0 SUMMARY="$STACK_NAME: nothing to change"
  STACK_ID="$(jq -rn --arg name "$STACK_NAME" '$name | @uri')"
  CHANGE_SET_ID=none
else
  changed="$(effects "$change_set")"
  # Outputs and the like may be all that changes: that is one change.
  CHANGES="$(jq '[length, 1] | max' <<< "$changed")"
  SUMMARY="$(summarize <<< "$changed")"
  STACK_ID="$(encoded "$change_set" .StackId)"
  CHANGE_SET_ID="$(encoded "$change_set" .ChangeSetId)"
fi
export CHANGES SUMMARY STACK_ID CHANGE_SET_ID
echo "$SUMMARY"
`.trim();
