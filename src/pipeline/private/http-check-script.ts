/**
 * Asks an address until it answers as expected. Bash.
 *
 * All input comes through the environment and is always quoted: CHECK_URL, CHECK_STATUS, CHECK_TEXT (may be empty), CHECK_ATTEMPTS,
 * CHECK_INTERVAL and CHECK_TIMEOUT in seconds.
 */
export const HTTP_CHECK_SCRIPT = `
answer="$(mktemp)"
options=(--silent --show-error --globoff --max-time "$CHECK_TIMEOUT" --proto '=https,http' --output "$answer" --write-out '%{http_code}')
for (( asked = 1; ; asked++ )); do
  # What an earlier attempt was answered must not count for this one.
  : > "$answer"
  status="$(curl "\${options[@]}" --url "$CHECK_URL")" || true
  if [[ "$status" != "$CHECK_STATUS" ]]; then
    problem="the status is \${status:-missing} and not $CHECK_STATUS"
  elif [[ -n "$CHECK_TEXT" ]] && ! grep --quiet --fixed-strings -e "$CHECK_TEXT" "$answer"; then
    problem="the answer does not contain the expected text"
  else
    echo "$CHECK_URL answers as expected."
    break
  fi
  echo "Attempt $asked of $CHECK_ATTEMPTS: $problem." >&2
  if (( asked >= CHECK_ATTEMPTS )); then
    echo "$CHECK_URL does not answer as expected: $problem." >&2
    exit 1
  fi
  sleep "$CHECK_INTERVAL"
done
rm -f "$answer"
`.trim();
