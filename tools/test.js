// What `npm test` runs: everything that can be known about the library without an AWS account.
// `node tools/test.js unit latest` runs some parts only.
const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { writeApiPage } = require('./api-page');
const { requireAllExports } = require('./lazy-exports');
const { compile } = require('./pack');
const { ROOT, REPORTS } = require('./places');
const { Tally } = require('./tally');
const { checkConsumers } = require('./test-python');

/** In the order in which a mistake is cheapest to find. */
const PARTS = {
  compile: (tally) => {
    tally.check('compile (jsii)', () => compile());
    tally.check('require and import find everything', () => requireAllExports());
    tally.check("API.md says what the sources say ('npm run api' writes it)", () => apiIsDocumented());
  },
  lint: (tally) => tally.check('lint', () => npmScript('lint')),
  typecheck: (tally) => {
    tally.check('typecheck', () => npmScript('typecheck'));
    tally.check('typecheck on the latest aws-cdk-lib', () => npx('tsc', '--noEmit', '-p', 'tools/tsconfig.latest.json'));
  },
  unit: (tally) => jest(tally, 'tests on the oldest aws-cdk-lib', 'unit', []),
  latest: (tally) => jest(tally, 'tests on the latest aws-cdk-lib', 'latest', ['-c', 'test/jest.latest.config.js']),
  python: (tally) => checkConsumers(tally),
};

function main(wanted) {
  const unknown = wanted.filter((part) => !PARTS[part]);
  if (unknown.length > 0) { exit(`there is no part '${unknown[0]}', there are: ${Object.keys(PARTS).join(', ')}`); }

  fs.mkdirSync(REPORTS, { recursive: true });
  const tally = new Tally();
  for (const part of wanted.length > 0 ? wanted : Object.keys(PARTS)) { PARTS[part](tally); }
  tally.close();
}

/** Runs jest and counts its tests. A file that does not even load counts as one failure. */
function jest(tally, title, name, options) {
  const report = path.join(REPORTS, `${name}.json`);
  tally.run(title, () => {
    fs.rmSync(report, { force: true });
    const passed = npx('jest', ...options, '--maxWorkers=100%', '--json', `--outputFile=${report}`);
    if (!fs.existsSync(report)) { return { passed: 0, failed: 1, skipped: 0 }; }

    const result = JSON.parse(fs.readFileSync(report, 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && !passed ? 1 : failed,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  });
}

/** Writes the API page anew; it must be the one that is in the repository. */
function apiIsDocumented() {
  const fresh = path.join(REPORTS, 'API.md');
  writeApiPage(fresh);
  return fs.readFileSync(fresh, 'utf8') === fs.readFileSync(path.join(ROOT, 'API.md'), 'utf8');
}

function succeeds(command, args) {
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

function npmScript(name) {
  return succeeds('npm', ['run', '--silent', name]);
}

function npx(...args) {
  return succeeds('npx', ['--no-install', ...args]);
}

function exit(message) {
  console.error(message);
  process.exit(2);
}

main(process.argv.slice(2));
