// What `npm run demo` shows: the Orders system, synthesized and validated, deployed to an emulator of AWS by the real CDK CLI,
// read back through the APIs, then released to and changed at once. Everything it leaves behind is in .demo.
const path = require('path');
const { readAssembly } = require('./demo/assembly');
const cdk = require('./demo/cdk');
const { Checks } = require('./demo/checks');
const { compareStack } = require('./demo/compare');
const { Deployed } = require('./demo/deployed');
const { Emulator } = require('./demo/emulator');
const { ASSEMBLY, CHANGED_ASSEMBLY, clear, run } = require('./demo/environment');
const { keep } = require('./demo/keep');
const { AFTER_THE_FIRST_DEPLOYMENT } = require('./demo/promises');
const summary = require('./demo/summary');
const { afterAnUpdate } = require('./demo/update-promises');

async function main(checks) {
  const start = Date.now();
  clear();

  await step('compile and pack the library, install it into the example', () => {
    return run('pack', process.execPath, [path.join(__dirname, 'pack.js')], process.env);
  });
  const [, refusesMistakes] = await step('cdk synth, with every finding an error', () => Promise.all([cdk.synth(), cdk.refusesMistakes()]));
  const { stacks, report } = readAssembly(ASSEMBLY);
  checks.that('the templates have no findings', report.findings.length === 0, `there are ${report.findings.length}`);
  checks.that('a stack with a mistake is refused', refusesMistakes);
  print(summary.size(stacks), summary.stackTable(stacks), summary.services(stacks), summary.findings(report, refusesMistakes));

  const missing = Emulator.missing();
  if (missing) { print([`\nNot deployed: ${missing}, and the emulator of AWS needs it.`]); } else { await deployed(stacks, checks); }
  close(checks, (Date.now() - start) / 1000);
}

/** Deploys, reads back, releases and changes, and reads back again. */
async function deployed(stacks, checks) {
  console.log();
  const emulator = await step('start an emulator of AWS', () => Emulator.start());
  try {
    const orders = await firstDeployment(emulator, stacks, checks);
    await update(emulator, orders, checks);
    print(summary.limits(stacks, emulator.skippedTypes()));
  } finally {
    emulator.stop();
  }
}

async function firstDeployment(emulator, stacks, checks) {
  await step('cdk bootstrap', () => cdk.bootstrap(emulator.env));
  await step('cdk deploy --all', () => cdk.deployAll(emulator.env));
  const live = await step('read everything back', () => readBack(emulator, stacks, 'read-back'));
  const compared = checks.during(() => stacks.forEach((stack) => compareStack(checks, stack, live, emulator.skippedTypes())));
  const orders = new Deployed(stacks, live);
  print(summary.promises('Deployed and read back', keep(checks, AFTER_THE_FIRST_DEPLOYMENT, orders)), summary.compared(compared));
  return orders;
}

/** A new image and a new environment variable for the API, while its traffic is where Amazon ECS has moved it. */
async function update(emulator, before, checks) {
  const image = `${before.live('OrdersPlatform/ApiImages/Repository').repositoryUri}@sha256:${'5eed'.repeat(16)}`;
  const { place, Id: rule } = before.at('OrdersServices/Api/Edge/ProductionRule');
  console.log();
  await step('write the release pointer of the API, as its pipeline does', () => {
    return emulator.api('release', 'release', before.pointer('ApiImages').Name, image);
  });
  const shifted = await step('move its traffic to green, as Amazon ECS does', () => emulator.api('shift', 'shift', rule, '0', '100'));
  await step('cdk deploy OrdersServices --context logLevel=debug', () => cdk.deployChange(emulator.env, 'OrdersServices', 'logLevel=debug'));

  const { stacks, report } = readAssembly(CHANGED_ASSEMBLY);
  checks.that('the changed templates have no findings', report.findings.length === 0, `there are ${report.findings.length}`);
  const live = await step('read everything back', () => readBack(emulator, stacks, 'read-back-again'));
  const changed = stacks.find(({ name }) => name === 'OrdersServices');
  const compared = checks.during(() => compareStack(checks, changed, live, emulator.skippedTypes(), `${place}.Actions`));
  const kept = keep(checks, afterAnUpdate(image, before, shifted), new Deployed(stacks, live));
  print(summary.promises('A new image and a new environment variable, deployed', kept), summary.compared(compared));
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
