/**
 * Gets a tool and runs nothing that is not what it should be. Bash, with TOOL_VERSION and TOOL_SHA256 in the environment.
 * `tools` is a directory that goes with the build.
 */
const VERIFY = `
tools="$(mktemp -d)"
verify() {
  if ! sha256sum --check --status <<< "$TOOL_SHA256  $1"; then
    echo "What was downloaded is not what it should be: its SHA-256 is $(sha256sum "$1" | cut -d ' ' -f 1) and not $TOOL_SHA256." >&2
    exit 1
  fi
}
`.trim();

/** An archive of a release on GitHub; the address may contain \${TOOL_VERSION}. What is in it is in `$tools`. */
export function installArchive(url: string): string {
  return `${VERIFY}
curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$tools/archive.tar.gz" --url "${url}"
verify "$tools/archive.tar.gz"
tar --extract --gzip --no-same-owner --file "$tools/archive.tar.gz" --directory "$tools"
PATH="$tools:$PATH"`;
}

/** A package from PyPI. Its dependencies are not verified. */
export function installWheel(name: string, extras: string = ''): string {
  return `${VERIFY}
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$tools" "${name}==$TOOL_VERSION"
wheel="$(echo "$tools"/*.whl)"
verify "$wheel"
# What the source has installed must not get in its way, nor the other way round.
python3 -m venv "$tools/python"
"$tools/python/bin/python" -m pip install --quiet --disable-pip-version-check "$wheel${extras}"
PATH="$tools/python/bin:$PATH"`;
}
