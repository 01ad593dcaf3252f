import { STATEFUL_TYPES } from './stateful-types';

/** As long as a line of a review may be. */
const LONGEST_SUMMARY = 800;

/**
 * A function of bash that makes one line of a JSON list of `{effect, type, name}`: data that may get lost first, then what is replaced,
 * removed, added and changed.
 */
export const SUMMARIZE = `
summarize() {
  jq -r --argjson stateful '${JSON.stringify(STATEFUL_TYPES)}' '
    def named: "\\(.type) \\(.name)";
    def listed($effect): map(select(.effect == $effect)) | if . == [] then empty else "\\(length) \\($effect): \\(map(named) | join(", "))" end;
    map(select((.effect | IN("replaced", "removed", "perhaps replaced")) and (.type | IN($stateful[]))) | "\\(named) \\(.effect)") as $risks
    | [
        (if $risks == [] then empty else "DATA AT RISK: " + ($risks | join(", ")) end),
        (listed("replaced", "removed", "perhaps replaced", "imported", "added", "changed"))
      ]
    | join("; ")
    | if . == "" then "no resource changes" else . end
    | gsub("[^ -~]"; "?")
    | if length > ${LONGEST_SUMMARY} then .[:${LONGEST_SUMMARY - 3}] + "..." else . end'
}
`.trim();
