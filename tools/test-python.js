// The library as its consumers get it: the npm package and the Python wheel, installed into clean projects. Both write the
// same application; the templates must be the same.
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { installInExamples, pack, silentAboutNode } = require('./pack');
const { ROOT, EXAMPLES, PYTHON_EXAMPLES, venvBin } = require('./places');
const { Tally } = require('./tally');

const WHEELS = path.join(ROOT, 'dist', 'python');
const CONSUMER_VENV = path.join(PYTHON_EXAMPLES, '.venv');
const CONSUMER = path.join(ROOT, 'dist', 'consumer');
const REQUIREMENTS = path.join(PYTHON_EXAMPLES, 'requirements.txt');

/** What both languages synthesize, by the file name of each program. */
const APPLICATIONS = ['shop'];

function checkConsumers(tally) {
  let tarball;
  if (!tally.check('the npm package builds and installs', () => installInExamples(tarball = pack()))) { return; }
  tally.check('the TypeScript examples compile against it', () => run('npx', ['--no-install', 'tsc', '--noEmit'], EXAMPLES));

  const missing = whatPythonLacks();
  if (missing) { return tally.skip('the Python wheel', missing); }
  if (!tally.check('the Python wheel builds and installs', installWheel)) { return; }

  if (!tally.check('the npm package installs beside the aws-cdk-lib that Python has', () => installTwin(tarball))) { return; }
  for (const name of APPLICATIONS) {
    tally.check(`${name}.py and ${name}.ts render the same templates`, () => compareTemplates(name));
  }
}

function whatPythonLacks() {
  if (spawnSync('python3', ['--version']).status !== 0) { return 'no python3 here'; }
  if (spawnSync('python3', ['-m', 'ensurepip', '--version']).status !== 0) { return 'python3 cannot make virtual environments here'; }
  return undefined;
}

function installWheel() {
  fs.rmSync(WHEELS, { recursive: true, force: true });
  run('npx', ['--no-install', 'jsii-pacmak', '--target', 'python'], ROOT);
  const [wheel] = fs.readdirSync(WHEELS).filter((file) => file.endsWith('.whl'));

  run('python3', ['-m', 'venv', '--clear', CONSUMER_VENV], ROOT);
  pip('install', '-r', REQUIREMENTS, path.join(WHEELS, wheel));
  pip('check');
}

/** A Node project with the same versions as Python's, which are not always npm's newest: a new default of the CDK's is no difference of ours. */
function installTwin(tarball) {
  const pins = [...fs.readFileSync(REQUIREMENTS, 'utf8').matchAll(/^([\w-]+)==(\S+)$/gm)].map(([, name, version]) => `${name}@${version}`);
  fs.rmSync(CONSUMER, { recursive: true, force: true });
  fs.mkdirSync(CONSUMER, { recursive: true });
  fs.writeFileSync(path.join(CONSUMER, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball, ...pins], CONSUMER);
}

function compareTemplates(name) {
  const python = synthesize(venvBin('python', CONSUMER_VENV), [`${name}.py`], PYTHON_EXAMPLES);
  fs.copyFileSync(path.join(EXAMPLES, `${name}.ts`), path.join(CONSUMER, `${name}.ts`));
  const typescript = synthesize(path.join(EXAMPLES, 'node_modules', '.bin', 'tsx'), [`${name}.ts`], CONSUMER);

  const names = Object.keys(typescript);
  if (names.length === 0 || String(names) !== String(Object.keys(python))) {
    throw new Error(`TypeScript renders ${names}, Python renders ${Object.keys(python)}`);
  }
  const differing = names.filter((file) => typescript[file] !== python[file]);
  if (differing.length > 0) {
    throw new Error(differing.map((file) => `${file} differs from its line ${firstDifference(typescript[file], python[file])}`).join('\n'));
  }
  const resources = names.reduce((sum, file) => sum + Object.keys(JSON.parse(typescript[file]).Resources ?? {}).length, 0);
  console.log(`${names.length} templates, ${resources} resources, the same to the byte`);
}

/** Runs a program as the CDK command line would and returns its templates, as text, by file name. */
function synthesize(command, args, cwd) {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-'));
  try {
    run(command, args, cwd, { CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' });
    const templates = fs.readdirSync(outdir).filter((file) => file.endsWith('.template.json')).sort();
    return Object.fromEntries(templates.map((file) => [file, fs.readFileSync(path.join(outdir, file), 'utf8')]));
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
}

function firstDifference(one, other) {
  const [left, right] = [one.split('\n'), other.split('\n')];
  const index = left.findIndex((line, at) => line !== right[at]);
  return `${index + 1}:\n  TypeScript: ${left[index]}\n  Python:     ${right[index]}`;
}

function pip(...args) {
  run(venvBin('python', CONSUMER_VENV), ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args], ROOT);
}

function run(command, args, cwd, env = {}) {
  execFileSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...silentAboutNode, ...env } });
}

module.exports = { checkConsumers };

if (require.main === module) {
  const tally = new Tally();
  checkConsumers(tally);
  tally.close();
}
