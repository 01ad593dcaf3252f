// The real CLI of the CDK, as the examples have it installed.
const path = require('path');
const { EXAMPLES } = require('../places');
const { ACCOUNT, ASSEMBLY, CHANGED_ASSEMBLY, DEMO, REGION, environment, run } = require('./environment');

const CLI = path.join(EXAMPLES, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** What a person would type without, for the emulator's sake. */
const FOR_THE_EMULATOR = [
  // It never finishes the change set of an update.
  '--method', 'direct',
  // It forgets parameters that were left to their defaults.
  '--no-previous-parameters',
];

const UNATTENDED = ['--require-approval', 'never', '--progress', 'events', ...FOR_THE_EMULATOR];

/** With this, every finding of the validation that aws-cdk-lib runs on its templates is an error. */
const STRICT = ['--quiet', '--context', '@aws-cdk/core:validateAgainstDefaultRules=true'];

function synth() {
  return cdk('synth', environment(), [...STRICT, '--output', ASSEMBLY]);
}

/** Whether a stack with a mistake is refused, and for its mistake. */
async function refusesMistakes() {
  const app = `node ${path.relative(EXAMPLES, path.join(__dirname, 'flawed.js'))}`;
  const args = [...STRICT, '--app', app, '--output', path.join(DEMO, 'flawed.out')];
  const refusal = await cdk('synth', environment(), args, 'synth-flawed').catch((error) => error);
  return refusal instanceof Error && refusal.message.includes('VisibilityTimeout');
}

function bootstrap(env) {
  return cdk('bootstrap', env, ['--app', ASSEMBLY, `aws://${ACCOUNT}/${REGION}`]);
}

/** What was synthesized. */
function deployAll(env) {
  return cdk('deploy', env, ['--app', ASSEMBLY, ...UNATTENDED, '--all']);
}

/** The program once more, with another value of its context. */
function deployChange(env, stack, context) {
  return cdk('deploy', env, [...UNATTENDED, ...STRICT, '--context', context, '--output', CHANGED_ASSEMBLY, stack], 'deploy-change');
}

function cdk(command, env, args, name = command) {
  return run(`cdk-${name}`, process.execPath, [CLI, command, '--no-color', '--no-notices', ...args], env);
}

module.exports = { bootstrap, deployAll, deployChange, refusesMistakes, synth };
