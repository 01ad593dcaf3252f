// The publish jobs of the release workflow, run here step by step: what it does on a runner, this does in a folder, with publib in its dry
// run. What a runner has and this has not is replaced by as little as possible, and said.
const fs = require('fs');
const path = require('path');
const { parse } = require('yaml');
const { clone, linkPackages, outputOf } = require('./clone');
const { ROOT } = require('../places');

const WORKFLOW = path.join(ROOT, '.github', 'workflows', 'release.yml');

/** Steps that need GitHub, or take long and are the same for every job. */
const STAND_INS = {
  'Download build artifacts': ({ folder, dist }) => fs.cpSync(dist, path.join(folder, 'dist'), { recursive: true }),
  'Restore build artifact permissions': () => undefined,
  'Checkout': ({ folder, repository }) => {
    clone(path.join(folder, '.repo'), repository);
    fs.unlinkSync(path.join(folder, '.repo', 'node_modules'));
  },
  'Install Dependencies': ({ folder }) => linkPackages(path.join(folder, '.repo')),
  'Setup GitHub deploy key': () => console.log('(no key is loaded)'),
};

function publishJobs() {
  const { jobs } = parse(fs.readFileSync(WORKFLOW, 'utf8'));
  return Object.fromEntries(Object.entries(jobs).filter(([name]) => name.startsWith('release_')));
}

/** Runs a job in a folder of its own and returns what it printed. `env` is added to every step: undefined takes a variable away. */
function runJob({ steps }, context, env) {
  fs.mkdirSync(context.folder, { recursive: true });
  return steps.filter(({ uses = '' }) => !uses.startsWith('actions/setup-')).map((step) => runStep(step, context, env)).join('\n');
}

function runStep(step, context, env) {
  console.log(`-- ${step.name}`);
  if (STAND_INS[step.name]) { return STAND_INS[step.name](context) ?? ''; }
  if (!step.run) { throw new Error(`the step '${step.name}' uses ${step.uses}, for which there is no stand-in here`); }
  // As GitHub does.
  return outputOf('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], context.folder, { ...values(step.env), ...env });
}

/** Variables as this dry run has them: of secrets only the name is known. */
function values(env = {}) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => (
    [name, value.replace('${{ inputs.dry_run }}', 'true').replace(/\$\{\{ secrets\.(\w+) \}\}/, 'no-$1')])));
}

module.exports = { publishJobs, runJob };
