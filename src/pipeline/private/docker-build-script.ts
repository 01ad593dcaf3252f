/**
 * Builds and pushes an image. Bash, run by CodeBuild in the root of the source.
 *
 * All input comes through the environment and is always quoted: DIRECTORY, DOCKERFILE, REPOSITORY_URI,
 * REPOSITORY_REGION, and one BUILD_ARG_n with NAME=value per build argument. Exports IMAGE, by digest; with BUILD_ONLY it
 * neither pushes nor exports anything.
 * Branch names and commit messages are anybody's text and are not read at all.
 */
export const DOCKER_BUILD_SCRIPT = `
set -euo pipefail

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

if [[ -z "\${BUILD_ONLY:-}" ]]; then
  aws ecr get-login-password --region "$REPOSITORY_REGION" | docker login --username AWS --password-stdin "\${REPOSITORY_URI%%/*}"
fi
cd "./$DIRECTORY"
docker build "\${options[@]}" .
if [[ -n "\${BUILD_ONLY:-}" ]]; then
  echo "Built and not pushed: nothing is released from here"
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
