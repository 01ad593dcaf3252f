/*
 * Pieces of bash that the scripts of the pipeline have in common.
 */

/** Stops at the first problem, also inside substitutions, and is patient with AWS. */
export const SHELL_SETUP = `
set -euo pipefail
shopt -s inherit_errexit
# Hours of polling meet a throttled call sooner or later.
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=10 AWS_DEFAULT_OUTPUT=json AWS_PAGER='' TZ=UTC

fail() {
  echo "$*" >&2
  exit 1
}
`.trim();

/** Needs IMAGE. A name that is none could be read as an option or as a file. */
export const REQUIRE_IMAGE = `
if [[ ! "$IMAGE" =~ ^[a-z0-9][A-Za-z0-9._:/@-]*$ ]]; then fail "Not an image: $IMAGE"; fi
`.trim();

/** Needs IMAGE, CONTAINER and PLACEHOLDER_IMAGE, and a task definition as it was described. */
export const NEXT_TASK_DEFINITION = `
# The same task definition with the new image. The CLI itself tells which fields of a description can be registered.
# The placeholder's command belongs to the placeholder; tags of AWS cannot be set.
next_task_definition() {
  local accepted
  accepted="$(aws ecs register-task-definition --generate-cli-skeleton input)"
  jq --argjson accepted "$accepted" --arg container "$CONTAINER" --arg image "$IMAGE" --arg placeholder "$PLACEHOLDER_IMAGE" '
    (.tags // [] | map(select(.key | startswith("aws:") | not))) as $tags
    | .taskDefinition
    | with_entries(select(.key | in($accepted)))
    | .containerDefinitions |= map(
        if .name == $container
        then (if .image == $placeholder then del(.command) else . end) | .image = $image
        else . end)
    | if $tags == [] then . else .tags = $tags end' <<< "$1"
}
`.trim();

/** Needs IMAGE and ACCOUNT. */
export const KEEP_IMAGE = `
# What is released is kept: the lifecycle policy of a ContainerRepository spares images with such a tag. Before anything
# changes, so that a missing permission stops the release and not what comes after it. Another account keeps its own images.
keep_image() {
  local repository digest tag found media answer
  if [[ ! "$IMAGE" =~ ^([0-9]{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.[a-z.]+/([^@:]+)@(sha256:([0-9a-f]{12})[0-9a-f]{52})$ ]]; then return; fi
  if [[ "\${BASH_REMATCH[1]}" != "$ACCOUNT" ]]; then return; fi
  repository=(--registry-id "\${BASH_REMATCH[1]}" --region "\${BASH_REMATCH[2]}" --repository-name "\${BASH_REMATCH[3]}")
  digest="\${BASH_REMATCH[4]}" tag="released-\${BASH_REMATCH[5]}"
  found="$(aws ecr batch-get-image "\${repository[@]}" --image-ids "imageDigest=$digest" --accepted-media-types \\
    application/vnd.oci.image.index.v1+json application/vnd.docker.distribution.manifest.list.v2+json \\
    application/vnd.oci.image.manifest.v1+json application/vnd.docker.distribution.manifest.v2+json)"
  if ! jq -e '.images[0]' <<< "$found" > /dev/null; then fail "$IMAGE does not exist."; fi
  media="$(jq -r '.images[0].imageManifestMediaType' <<< "$found")"
  if ! answer="$(aws ecr put-image "\${repository[@]}" --image-manifest "file://"<(jq -j '.images[0].imageManifest' <<< "$found") \\
    --image-manifest-media-type "$media" --image-digest "$digest" --image-tag "$tag" 2>&1)"; then
    # It has the tag already.
    if [[ "$answer" != *ImageAlreadyExistsException* ]]; then fail "$answer"; fi
  fi
}
`.trim();

/** Needs IMAGE, and RELEASE_POINTER when a success is to be written down. */
export const MOVE_POINTER = `
# Only now: what the pointer names must have proved itself, for cdk deploy starts it wherever the service is updated.
if [[ -n "\${RELEASE_POINTER:-}" ]]; then
  aws ssm put-parameter --name "$RELEASE_POINTER" --value "$IMAGE" --overwrite > /dev/null
  echo "$RELEASE_POINTER now names $IMAGE"
fi
`.trim();
