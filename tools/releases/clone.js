// Clones of the repository, to do in what a release does. They have no remote: nothing can be pushed from there.
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { silentAboutNode } = require('../pack');
const { ROOT } = require('../places');

const LINES_SHOWN = 12;

/** Makes a clone of what is committed here, with the packages that are installed here. */
function clone(folder, from = ROOT) {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', from, folder]);
  git(folder, 'remote', 'remove', 'origin');
  git(folder, 'config', 'user.name', 'Dry run');
  git(folder, 'config', 'user.email', 'dry-run@example.com');
  linkPackages(folder);
}

function linkPackages(folder) {
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
}

function git(folder, ...args) {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
}

/** Runs a command as on a machine of the CI. Whoever starts this may have keys to something; the command has not. */
function run(command, args, cwd, env = {}) {
  execFileSync(command, args, { cwd, stdio: 'inherit', env: environment(env) });
}

/** The same for a command whose output is looked at; the end of it is shown, and all of it when it fails. */
function outputOf(command, args, cwd, env = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: environment(env), maxBuffer: 2 ** 28 });
  const output = `${stdout}${stderr}`.trimEnd();
  console.log(status === 0 ? output.split('\n').slice(-LINES_SHOWN).join('\n') : output);
  if (status !== 0) { throw new Error(`'${[command, ...args].join(' ')}' failed with ${status}`); }
  return output;
}

function environment(env) {
  const harmless = Object.entries(process.env).filter(([name]) => !/TOKEN|PASSWORD|SECRET|API_?KEY/i.test(name));
  // Nobody is asked before npx fetches something, as on a runner.
  return { ...Object.fromEntries(harmless), ...silentAboutNode, CI: 'true', npm_config_yes: 'true', ...env };
}

function projen(folder, task, env = {}) {
  run('npx', ['--no-install', 'projen', task], folder, env);
}

module.exports = { clone, git, linkPackages, outputOf, projen, run };
