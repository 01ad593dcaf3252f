/**
 * Sets BUILD_OUTPUT to the directory of what was built; it is empty when nothing was. Bash. CodeBuild has the directory of each further artifact in
 * a variable named after the artifact, and a step has no other.
 */
export const FIND_BUILD_OUTPUT = `
BUILD_OUTPUT=
for name in "\${!CODEBUILD_SRC_DIR_@}"; do BUILD_OUTPUT="\${!name}"; done
export BUILD_OUTPUT
`.trim();
