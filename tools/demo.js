// What `npm run demo` shows: the Orders system, synthesized and validated, deployed to an emulator of AWS by the real CDK CLI,
// read back through the APIs, and released to once. Everything it leaves behind is in .demo.
const path = require('path');
const { readAssembly } = require('./demo/assembly');
const cdk = require('./demo/cdk');
const { Checks } = require('./demo/checks');
const { compareStack } = require('./demo/compare');
const { Deployed } = require('./demo/deployed');
const { Emulator } = require('./demo/emulator');
const { clear, run } = require('./demo/environment');
const { AFTER_THE_FIRST_DEPLOYMENT, afterARelease, keep } = require('./demo/promises');
const summary = require('./demo/summary');

async function main(checks) {
  const start = Date.now();
  clear();

  await step('compile and pack the library, install it into the example', () => {
    return run('pack', process.execPath, [path.join(__dirname, 'pack.js')], process.env);
  });
  const [, refusesMistakes] = await step('cdk synth, with every finding an error', () => Promise.all([cdk.synth(), cdk.refusesMistakes()]));
  const { stacks, report } = readAssembly();
  checks.that('the templates have no findings', report.findings.length === 0, `there are ${report.findings.length}`);
  checks.that('a stack with a mistake is refused', refusesMistakes);
  print(summary.size(stacks), summary.stackTable(stacks), summary.services(stacks), summary.findings(report, refusesMistakes));

  const missing = Emulator.missing();
  if (missing) { print([`\nNot deployed: ${missing}, and the emulator of AWS needs it.`]); } else { await deployed(stacks, checks); }
  close(checks, (Date.now() - start) / 1000);
}

/** Deploys, reads back, releases, and reads back again. */
async function deployed(stacks, checks) {
  console.log();
  const emulator = await step('start an emulator of AWS', () => Emulator.start());
  try {
    await step('cdk bootstrap', () => cdk.bootstrap(emulator.env));
    await step('cdk deploy --all', () => cdk.deploy(emulator.env, 'deploy', '--all'));
    const first = await step('read everything back', () => readBack(emulator, stacks, 'read-back'));
    const skippedTypes = emulator.skippedTypes();
    const compared = checks.during(() => {
      stacks.forEach((stack) => compareStack(checks, stack, first.Stacks[stack.name], first.Exports, skippedTypes));
    });
    const before = new Deployed(stacks, first);
    print(summary.promises('Deployed and read back', keep(checks, AFTER_THE_FIRST_DEPLOYMENT, before)),
      [`          and ${compared.passed} more: the resources exist, and their properties are those of the templates`]);

    const image = `${before.live('OrdersPlatform/ApiImages/Repository').repositoryUri}@sha256:${'5eed'.repeat(16)}`;
    const pointer = before.pointer('ApiImages').Name;
    const rule = before.at('OrdersServices/Api/Edge/ProductionRule').Id;
    console.log();
    await step('write the release pointer of the API, as its pipeline does', () => emulator.api('release', 'release', pointer, image));
    await step('move its traffic to green, as Amazon ECS does', () => emulator.api('shift', 'shift', rule, '0', '100'));
    await step('cdk deploy OrdersServices', () => cdk.deploy(emulator.env, 'deploy-again', 'OrdersServices'));
    const after = new Deployed(stacks, await step('read everything back', () => readBack(emulator, stacks, 'read-back-again')));
    print(summary.promises('A release, and a deployment after it', keep(checks, afterARelease(image, before), after)));
    print(summary.limits(stacks, skippedTypes));
  } finally {
    emulator.stop();
  }
}

function readBack(emulator, stacks, name) {
  return emulator.api(name, 'read', ...stacks.map((stack) => stack.name));
}

/** Does one step and says how long it took. */
async function step(title, action) {
  const start = Date.now();
  process.stdout.write(`  ${title} `.padEnd(76, '.'));
  try {
    const result = await action();
    console.log(` ${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s`);
    return result;
  } catch (error) {
    console.log(' FAILED');
    throw error;
  }
}

function print(...parts) {
  parts.flat().forEach((line) => console.log(line));
}

/** The last lines: for a person, then for a machine. */
function close({ passed, failures }, seconds) {
  if (failures.length > 0) { print(['\nFailed checks'], failures.map((failure) => `  ${failure}`)); }
  console.log(`\nDemo: ${passed} checks passed, ${failures.length} failed, in ${Math.round(seconds)} seconds. Logs and templates are in .demo.`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) {
  process.once(signal, () => process.exit(code));
}

const made = new Checks();
main(made).catch((error) => {
  console.error(`\nThe demo failed: ${error.message}`);
  console.log(`${made.passed} passed, ${made.failures.length + 1} failed`);
  process.exit(1);
});
