// Keeps what the last release left behind, for the tests that compare with it: the golden templates and the API. Once it is published:
// `git switch -c baseline v0.2.0 && npm run release:baseline`, and commit. See docs/releasing.md.
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { compileIfStale } = require('./pack');
const { ROOT } = require('./places');

const TEMPLATES = path.join(ROOT, 'test', 'golden', 'snapshots');
const RELEASED_TEMPLATES = path.join(ROOT, 'test', 'golden', 'released');
const ASSEMBLY = path.join(ROOT, '.jsii');
const RELEASED_ASSEMBLY = path.join(ROOT, 'test', 'api', 'released', 'assembly.json');
const COMPAT_IGNORE = path.join(ROOT, '.compatignore');

/** What jsii-diff reads. The rest of an assembly is prose, places in files, and what our dependencies are for other languages. */
const SECTIONS = ['schema', 'usedFeatures', 'name', 'version', 'dependencies', 'types'];
const DOCS = ['stability', 'deprecated', 'subclassable'];
const LEFT_OUT = ['locationInModule', 'symbolId'];

function main() {
  const tag = latestTag();
  requireSourcesOf(tag);
  compileIfStale();

  fs.rmSync(RELEASED_TEMPLATES, { recursive: true, force: true });
  fs.cpSync(TEMPLATES, RELEASED_TEMPLATES, { recursive: true });
  const assembly = JSON.parse(fs.readFileSync(ASSEMBLY, 'utf8'));
  fs.mkdirSync(path.dirname(RELEASED_ASSEMBLY), { recursive: true });
  fs.writeFileSync(RELEASED_ASSEMBLY, baselineOf({ ...assembly, version: tag?.slice(1) ?? '0.0.0' }));
  // What it lists is released.
  fs.writeFileSync(COMPAT_IGNORE, headOf(fs.readFileSync(COMPAT_IGNORE, 'utf8')));
  console.log(`the next release is compared with ${tag ?? 'what is here: there is no release yet'}`);
}

/** The tag of the last release, if there is one. */
function latestTag() {
  const tags = execFileSync('git', ['tag', '--list', 'v*', '--sort=-version:refname'], { cwd: ROOT, encoding: 'utf8' });
  return tags.split('\n')[0] || undefined;
}

/** What was merged after the release is no part of it. */
function requireSourcesOf(tag) {
  if (!tag || spawnSync('git', ['diff', '--quiet', tag, '--', 'src', TEMPLATES], { cwd: ROOT }).status === 0) { return; }
  console.error(`these are not the sources of ${tag}: 'git switch -c baseline ${tag}' first`);
  process.exit(1);
}

/** An assembly made small, a member a line, so that git shows what changed. */
function baselineOf(assembly) {
  const sections = SECTIONS.filter((section) => section in assembly).map((section) => [section, small(assembly[section])]);
  return `${lines(Object.fromEntries(sections), 4)}\n`;
}

function small(value) {
  if (Array.isArray(value)) { return value.map(small); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key)).map(([key, part]) => (
    [key, key === 'docs' ? Object.fromEntries(Object.entries(part).filter(([name]) => DOCS.includes(name))) : small(part)])));
}

/** JSON with a line for everything down to a depth. */
function lines(value, depth) {
  if (depth === 0 || typeof value !== 'object') { return JSON.stringify(value); }
  const parts = Array.isArray(value) ? value.map((part) => lines(part, depth - 1))
    : Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${lines(part, depth - 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${close}`;
}

/** The explanation at the top, which an empty line ends. */
function headOf(page) {
  return `${page.split(/^$/m)[0].trimEnd()}\n`;
}

module.exports = { baselineOf };

if (require.main === module) { main(); }
