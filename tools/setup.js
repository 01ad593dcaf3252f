// Makes a fresh clone ready to work in: packages of the root and of the examples, a Python environment, jq, zip and busybox.
// Plain Node, because nothing is installed yet. With nothing to do it says nothing and takes a moment.
const { execFileSync, spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const { ROOT, EXAMPLES, VENV, venvBin, REQUIREMENTS } = require('./places');

function main() {
  requireNode(20);
  npmCi(ROOT);
  npmCi(EXAMPLES);
  pythonEnvironment();
  ['jq', 'zip', 'busybox'].forEach(systemTool);
}

function requireNode(major) {
  const found = Number(process.versions.node.split('.')[0]);
  if (found < major) { fail(`Node ${major} or newer is needed, this is ${process.versions.node}.`); }
}

/** Installs exactly what the lock says, unless that is what is there. */
function npmCi(folder) {
  const lock = path.join(folder, 'package-lock.json');
  const stamp = path.join(folder, 'node_modules', '.setup-stamp');
  const wanted = digest(lock);
  if (read(stamp) === wanted) { return; }

  // npm writes this file last; newer than the lock means that somebody installed by hand.
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (!(changed(installed) >= changed(lock))) {
    say(`installing the packages of ${path.relative(ROOT, folder) || 'the library'}`);
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  }
  fs.writeFileSync(stamp, wanted);
}

/** Emulator and linter of the tests. A machine without Python runs all tests that need none. */
function pythonEnvironment() {
  const stamp = path.join(VENV, '.setup-stamp');
  const wanted = digest(REQUIREMENTS);
  if (read(stamp) === wanted) { return; }
  if (!works('python3', ['--version'])) { return say('no python3 here: the Python, cfn-lint and emulator tests are skipped'); }

  say('installing the Python tools of the tests');
  if (!works('python3', ['-m', 'venv', '--clear', VENV])) {
    return say('python3 cannot make a virtual environment (Debian: apt-get install python3-venv): '
      + 'the Python, cfn-lint and emulator tests are skipped');
  }
  run(venvBin('python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS], ROOT);
  fs.writeFileSync(stamp, wanted);
}

/** What the scripts in the templates call; their tests run them for real. */
function systemTool(name) {
  if (works(name, ['--help'])) { return; }
  const mayInstall = process.getuid?.() === 0 && works('apt-get', ['--version']);
  if (!mayInstall) { return say(`no ${name} here, and no way to install it: tests that run the scripts of the templates fail until it is installed`); }

  say(`installing ${name}`);
  if (!works('apt-get', ['install', '-y', '-qq', name])) {
    run('apt-get', ['update', '-qq'], ROOT);
    run('apt-get', ['install', '-y', '-qq', name], ROOT);
  }
}

function run(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, stdio: 'inherit' });
  } catch (error) {
    fail(`'${command} ${args.join(' ')}' failed in ${cwd}: ${error.message}`);
  }
}

function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function digest(file) {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function changed(file) {
  return fs.existsSync(file) ? fs.statSync(file).mtimeMs : NaN;
}

function say(text) {
  console.log(`setup: ${text}`);
}

function fail(text) {
  console.error(`setup: ${text}`);
  process.exit(1);
}

main();
