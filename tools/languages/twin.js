// The TypeScript side of a comparison: a Node project with the packed library and the versions that the other language has, which are
// not always npm's newest: a new default of the CDK's is no difference of ours.
const fs = require('fs');
const path = require('path');
const { EXAMPLES, LANGUAGES } = require('../places');
const { run } = require('./processes');
const { synthesize } = require('./synthesis');

/** A twin with these versions. Installs what it has not got already. */
function makeTwin(tarball, versions) {
  const folder = path.join(LANGUAGES, `twin-${versions['aws-cdk-lib']}`);
  fs.mkdirSync(folder, { recursive: true });
  // npm takes a tarball of the same name and version for the one it has.
  fs.rmSync(path.join(folder, 'node_modules', 'cdk-devops-patterns'), { recursive: true, force: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const pins = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  run('npm', ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball, ...pins], folder);
  return { synthesize: (topic) => synthesizeIn(folder, topic) };
}

function synthesizeIn(folder, topic) {
  fs.copyFileSync(path.join(EXAMPLES, `${topic}.ts`), path.join(folder, `${topic}.ts`));
  return synthesize(path.join(EXAMPLES, 'node_modules', '.bin', 'tsx'), [`${topic}.ts`], folder, { CDK_VALIDATION: 'false' });
}

module.exports = { makeTwin };
