// The library as a consumer gets it: compiled, packed for npm, installed into the examples.
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { exportLazily } = require('./lazy-exports');
const { linkToRepository } = require('./readme-links');
const { ROOT, EXAMPLES } = require('./places');

const ASSEMBLY = path.join(ROOT, '.jsii');
const LIB = path.join(ROOT, 'lib');
const DIST = path.join(ROOT, 'dist', 'js');

/** jsii and what it made print a banner on a Node that is past its end of life. */
const silentAboutNode = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0] };

/** Compiles when a source is newer than what the last compilation made. */
function compileIfStale() {
  const compiled = fs.existsSync(ASSEMBLY) && fs.existsSync(LIB) ? fs.statSync(ASSEMBLY).mtimeMs : 0;
  if (newestSourceIn(path.join(ROOT, 'src')) > compiled) { compile(); }
}

function compile() {
  fs.rmSync(LIB, { recursive: true, force: true });
  run('npx', ['--no-install', 'jsii', '--silence-warnings=reserved-word'], ROOT);
  exportLazily();
  linkToRepository();
  run(process.execPath, [path.join(__dirname, 'template-diff.js')], ROOT);
}

/** Packs the library and returns the tarball. */
function pack() {
  compileIfStale();
  fs.rmSync(DIST, { recursive: true, force: true });
  fs.mkdirSync(DIST, { recursive: true });
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', DIST], { cwd: ROOT, encoding: 'utf8' });
  return path.join(DIST, JSON.parse(output)[0].filename);
}

/** Installs a tarball into the examples, beside what their lock says and without changing it. */
function installInExamples(tarball) {
  // npm takes a tarball of the same name and version for the one it has.
  fs.rmSync(path.join(EXAMPLES, 'node_modules', 'cdk-devops-patterns'), { recursive: true, force: true });
  run('npm', ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball], EXAMPLES);
}

function newestSourceIn(folder) {
  const sources = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.ts'));
  return Math.max(...sources.map((file) => fs.statSync(path.join(folder, file)).mtimeMs), 0);
}

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...silentAboutNode } });
}

module.exports = { compile, compileIfStale, installInExamples, pack, silentAboutNode };

if (require.main === module) { installInExamples(pack()); }
