/**
 * Copies an image by digest from one repository of Amazon ECR to another: other account, other region, or the same
 * repository, where it adds a tag. Bash with the AWS CLI 2, jq and curl.
 *
 * All input comes through the environment: IMAGE, SOURCE_REPOSITORY, TARGET_REPOSITORY and, if wanted, TAG. Exports
 * PROMOTED_IMAGE. Everything is put under its digest, which Amazon ECR compares: no byte can change on the way.
 */
export const PROMOTE_SCRIPT = `
set -euo pipefail
shopt -s inherit_errexit
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=10 AWS_DEFAULT_OUTPUT=json AWS_PAGER=''

fail() {
  echo "$*" >&2
  exit 1
}

# The options that name a repository: <account>.dkr.ecr.<region>.<domain>/<name>
options_of() {
  local account rest region
  IFS=. read -r account _ _ region rest <<< "\${1%%/*}"
  if [[ -z "$rest" ]]; then fail "Not a repository of Amazon ECR: $1"; fi
  printf '%s\\n' --registry-id "$account" --repository-name "\${1#*/}" --region "$region"
}

# Fails unless a file has a digest.
check() {
  if [[ "sha256:$(sha256sum < "$1" | cut -d ' ' -f 1)" != "$2" ]]; then fail "What came as $2 is something else."; fi
}

copy_layer() {
  local digest="$1" available url upload id part size first last answer
  available="$(aws ecr batch-check-layer-availability "\${to[@]}" --layer-digests "$digest" | jq -r '.layers[0].layerAvailability // empty')"
  if [[ "$available" == AVAILABLE ]]; then return; fi
  echo "Copying $digest"
  url="$(aws ecr get-download-url-for-layer "\${from[@]}" --layer-digest "$digest" | jq -r '.downloadUrl')"
  curl --fail --silent --show-error --location --retry 5 "$url" > "$work/layer"
  check "$work/layer" "$digest"

  upload="$(aws ecr initiate-layer-upload "\${to[@]}")"
  id="$(jq -r '.uploadId' <<< "$upload")"
  part="$(jq -r '.partSize' <<< "$upload")"
  size="$(stat --format %s "$work/layer")"
  for ((first = 0; first < size; first += part)); do
    last=$((first + part < size ? first + part - 1 : size - 1))
    dd if="$work/layer" of="$work/part" bs="$part" skip=$((first / part)) count=1 status=none
    aws ecr upload-layer-part "\${to[@]}" --upload-id "$id" --part-first-byte "$first" --part-last-byte "$last" \\
      --layer-part-blob "fileb://$work/part" > /dev/null
  done
  if ! answer="$(aws ecr complete-layer-upload "\${to[@]}" --upload-id "$id" --layer-digests "$digest" 2>&1)"; then
    # Somebody else was faster.
    if [[ "$answer" != *LayerAlreadyExistsException* ]]; then fail "$answer"; fi
  fi
}

# An image, or an index with the images of several platforms, which must be there before the index.
copy_image() {
  local digest="$1" tag="\${2:-}" found manifest media part images layers answer
  manifest="$work/\${digest#sha256:}"
  found="$(aws ecr batch-get-image "\${from[@]}" --image-ids "imageDigest=$digest" --accepted-media-types \\
    application/vnd.oci.image.index.v1+json application/vnd.docker.distribution.manifest.list.v2+json \\
    application/vnd.oci.image.manifest.v1+json application/vnd.docker.distribution.manifest.v2+json)"
  if ! jq -e '.images[0]' <<< "$found" > /dev/null; then
    fail "$SOURCE_REPOSITORY has no image $digest. $(jq -r '[.failures[]?.failureReason] | join(" ")' <<< "$found")"
  fi
  jq -j '.images[0].imageManifest' <<< "$found" > "$manifest"
  check "$manifest" "$digest"
  media="$(jq -r '.images[0].imageManifestMediaType' <<< "$found")"

  images="$(jq -r '.manifests[]?.digest' "$manifest")"
  # Layers with addresses of their own stay where they are.
  layers="$(jq -r '[.config // empty, .layers[]?] | map(select(.urls == null).digest) | unique[]' "$manifest")"
  for part in $images; do copy_image "$part"; done
  for part in $layers; do copy_layer "$part"; done

  if ! answer="$(aws ecr put-image "\${to[@]}" --image-manifest "file://$manifest" --image-manifest-media-type "$media" \\
    --image-digest "$digest" \${tag:+--image-tag "$tag"} 2>&1)"; then
    # The image is there already, with this tag.
    if [[ "$answer" != *ImageAlreadyExistsException* ]]; then fail "$answer"; fi
  fi
}

digest="\${IMAGE#"$SOURCE_REPOSITORY@"}"
if [[ ! "$digest" =~ ^sha256:[0-9a-f]{64}$ ]]; then fail "Not an image of $SOURCE_REPOSITORY by digest: $IMAGE"; fi
tag="\${TAG:-\${digest:7:12}}"
if [[ ! "$tag" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]]; then fail "Not a tag: $tag"; fi

source_options="$(options_of "$SOURCE_REPOSITORY")"
target_options="$(options_of "$TARGET_REPOSITORY")"
mapfile -t from <<< "$source_options"
mapfile -t to <<< "$target_options"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

copy_image "$digest" "$tag"
export PROMOTED_IMAGE="$TARGET_REPOSITORY@$digest"
echo "$PROMOTED_IMAGE is there, as $tag"
`.trim();
