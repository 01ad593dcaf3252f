// Runs the programs of other languages.
const { execFileSync, spawnSync } = require('child_process');
const { silentAboutNode } = require('../pack');

/** Runs a command to its end; what it says is seen. */
function run(command, args, cwd, env = {}) {
  execFileSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...silentAboutNode, ...env } });
}

/** Runs a command and returns what it printed and how it ended, whatever that is. */
function outcome(command, args, cwd, env = {}) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, ...silentAboutNode, ...env } });
  return { status: result.status, stdout: result.stdout ?? '', stderr: result.stderr ?? String(result.error) };
}

function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

module.exports = { run, outcome, works };
