import { SHELL_SETUP } from './script-parts';

/**
 * Publishes a site to a bucket, so that whoever loads a page at any moment gets all files that it names: files first, then the pages, and
 * what the new site does not have goes last. Bash with the AWS CLI and jq, run by CodeBuild in the build artifact.
 *
 * All input comes through the environment: BUCKET, DIRECTORY, KEY_PREFIX, IMMUTABLE_FILES and KEEP_FILES (patterns, one a line) and, when
 * CloudFront serves the site, DISTRIBUTION. It is safe to run again at any point.
 */
export const S3_WEBSITE_SCRIPT = `
${SHELL_SETUP}

# A hash has digits and letters; a date has no letters.
is_immutable() {
  local name="\${1##*/}" pattern part parts
  IFS='.-_' read -r -a parts <<< "$name"
  for part in "\${parts[@]}"; do
    if [[ "$part" =~ ^[0-9a-f]{8,}$ && "$part" =~ [0-9] && "$part" =~ [a-f] ]]; then return 0; fi
  done
  while IFS= read -r pattern; do
    # shellcheck disable=SC2053 # a pattern on purpose
    if [[ -n "$pattern" && "$1" == $pattern ]]; then return 0; fi
  done <<< "\${IMMUTABLE_FILES:-}"
  return 1
}

# Sorts the files of the site by how long browsers may keep them.
sort_files() {
  local file kind
  while IFS= read -r -d '' file; do
    file="\${file#./}"
    case "$file" in
      *.html | *.htm) kind=pages ;;
      *) if is_immutable "$file"; then kind=immutable; else kind=others; fi ;;
    esac
    mkdir -p "$sorted/$kind/$(dirname "$file")"
    cp "$site/$file" "$sorted/$kind/$file"
  done < <(cd "$site" && find . -type f -print0)
}

upload() {
  if [[ ! -d "$sorted/$1" ]]; then return; fi
  echo "Uploading the $1 files"
  # Not sync: it compares size and age, and an older build has older files.
  aws s3 cp "$sorted/$1" "$destination" --recursive --only-show-errors --cache-control "$2"
}

forget() {
  local id answer complaint
  complaint="$(mktemp)"
  for _ in {1..20}; do
    if answer="$(aws cloudfront create-invalidation --distribution-id "$DISTRIBUTION" --paths "$1" 2> "$complaint")"; then
      id="$(jq -r '.Invalidation.Id' <<< "$answer")"
      echo "CloudFront forgets $1 ($id)"
      aws cloudfront wait invalidation-completed --distribution-id "$DISTRIBUTION" --id "$id"
      return
    fi
    cat "$complaint" >&2
    if ! grep -q TooManyInvalidationsInProgress "$complaint"; then exit 1; fi
    sleep 15
  done
  fail "CloudFront always had too many invalidations in progress."
}

delete_old_files() {
  local pattern keep=()
  while IFS= read -r pattern; do
    if [[ -n "$pattern" ]]; then keep+=(--exclude "$pattern"); fi
  done <<< "\${KEEP_FILES:-}"
  # By size alone, nothing that was uploaded is uploaded again.
  aws s3 sync "$site" "$destination" --delete --size-only --only-show-errors "\${keep[@]}"
}

if [[ ! -d "./$DIRECTORY" ]]; then fail "The build artifact has no directory $DIRECTORY."; fi
site="$(cd "./$DIRECTORY" && pwd)"
# An empty site would delete the one that is there.
if [[ -z "$(find "$site" -type f -print -quit)" ]]; then fail "The build artifact has no files in $DIRECTORY."; fi
sorted="$(mktemp -d)"
destination="s3://$BUCKET\${KEY_PREFIX:+/$KEY_PREFIX}"

sort_files
upload immutable 'public, max-age=31536000, immutable'
upload others 'public, max-age=0, must-revalidate'
upload pages 'no-cache'
if [[ -n "\${DISTRIBUTION:-}" ]]; then forget "\${KEY_PREFIX:+/$KEY_PREFIX}/*"; fi
delete_old_files
echo "Published the site to $destination"
`.trim();
