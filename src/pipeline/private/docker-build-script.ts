/**
 * Builds an image and, unless it is for a pull request, pushes it. Bash, run by CodeBuild in the root of the source.
 *
 * All input comes through the environment and is always quoted: DIRECTORY, DOCKERFILE, REPOSITORY_URI,
 * REPOSITORY_REGION, PUSH (true or false), LAYERS (reuse or rebuild), and one BUILD_ARG_n with NAME=value per build
 * argument. Exports IMAGE, by digest, when it has pushed.
 * Branch names and commit messages are anybody's text and are not read at all.
 */
export const DOCKER_BUILD_SCRIPT = `
set -euo pipefail
export DOCKER_BUILDKIT=1

revision="\${CODEBUILD_RESOLVED_SOURCE_VERSION:-}"
revision="\${revision//[^A-Za-z0-9]/}"
tag="\${revision:0:12}"
# Tags are immutable: the number tells two builds of one commit apart.
tag="\${tag:-unversioned}-$CODEBUILD_BUILD_NUMBER"

# Tasks on any other platform would end with "exec format error".
options=(--platform linux/amd64 --file "./$DOCKERFILE" --tag "$REPOSITORY_URI:$tag")
options+=(--label "org.opencontainers.image.revision=$revision")
for name in "\${!BUILD_ARG_@}"; do
  options+=(--build-arg "\${!name}")
done

# The digest of the image that was pushed last; empty when there is none, or nobody may tell.
newest_image() {
  aws ecr describe-images --registry-id "\${REPOSITORY_URI%%.*}" --region "$REPOSITORY_REGION" --repository-name "\${REPOSITORY_URI#*/}" \\
    --filter tagStatus=TAGGED --output json | jq -r '.imageDetails // [] | max_by(.imagePushedAt) | .imageDigest // empty'
}

aws ecr get-login-password --region "$REPOSITORY_REGION" | docker login --username AWS --password-stdin "\${REPOSITORY_URI%%/*}"

# Images carry what is needed to build the next one from their layers; a cache under a tag of its own would need a tag that moves.
if [[ "$LAYERS" == reuse ]]; then
  options+=(--build-arg BUILDKIT_INLINE_CACHE=1)
  newest="$(newest_image || true)"
  if [[ "$newest" =~ ^sha256:[0-9a-f]{64}$ ]]; then
    options+=(--cache-from "$REPOSITORY_URI@$newest")
  else
    echo "No image to take layers from: building all of them"
  fi
fi

cd "./$DIRECTORY"
docker build "\${options[@]}" .
if [[ "$PUSH" != true ]]; then
  echo "Built $tag, which is not released and not pushed"
else
  docker push "$REPOSITORY_URI:$tag"

  IMAGE="$(docker inspect --format '{{index .RepoDigests 0}}' "$REPOSITORY_URI:$tag")"
  if [[ "$IMAGE" != "$REPOSITORY_URI@sha256:"* ]]; then
    echo "The pushed image has no digest in $REPOSITORY_URI: $IMAGE" >&2
    exit 1
  fi
  export IMAGE
  echo "Built $IMAGE"
fi
`.trim();
