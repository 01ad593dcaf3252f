// Where the demo works, and how it runs the programs of others: nothing of the machine's own AWS set-up gets in or is touched.
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { ROOT, EXAMPLES } = require('../places');

const DEMO = path.join(ROOT, '.demo');
const LOGS = path.join(DEMO, 'logs');
const ASSEMBLY = path.join(DEMO, 'cdk.out');
const CHANGED_ASSEMBLY = path.join(DEMO, 'cdk.changed.out');

/** The account the emulator is; the one orders.ts takes when nobody is signed in. */
const ACCOUNT = '111111111111';
const REGION = 'eu-west-1';

/** A proxy would not find localhost, and nobody's credentials belong here. */
const FOREIGN = /^(AWS_|CDK_|MOTO_|TEST_SERVER_MODE$|(HTTPS?|ALL|NO)_PROXY$)/i;

function environment(more = {}) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const home = path.join(DEMO, 'home');
  return {
    ...own,
    // The CLI of the CDK keeps what it knows of accounts in the home directory.
    HOME: home,
    USERPROFILE: home,
    CDK_HOME: path.join(home, '.cdk'),
    AWS_CONFIG_FILE: path.join(home, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
    NODE_NO_WARNINGS: '1',
    ...more,
  };
}

/** Runs a program to its end, with what it says in a log, and returns what it wrote to stdout. */
function run(name, command, args, env) {
  const log = path.join(LOGS, `${name}.log`);
  return new Promise((resolve, reject) => {
    const program = spawn(command, args, { cwd: EXAMPLES, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => program.kill();
    process.once('exit', stop);
    const output = fs.createWriteStream(log);
    let stdout = '';
    program.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; output.write(text); });
    program.stderr.on('data', (text) => output.write(text));
    program.on('error', (error) => reject(new Error(`cannot start ${command}: ${error.message}`)));
    program.on('close', (code) => output.end(() => {
      process.removeListener('exit', stop);
      if (code === 0) { return resolve(stdout); }
      reject(new Error(`${name} failed (exit code ${code}).\n${lastLines(log, 8)}\nMore in ${path.relative(ROOT, log)}`));
    }));
  });
}

function lastLines(file, count) {
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).map((line) => `  | ${line}`).join('\n');
}

/** An empty place to work in. */
function clear() {
  fs.rmSync(DEMO, { recursive: true, force: true });
  fs.mkdirSync(LOGS, { recursive: true });
  fs.mkdirSync(path.join(DEMO, 'home'));
}

module.exports = { ACCOUNT, ASSEMBLY, CHANGED_ASSEMBLY, DEMO, LOGS, REGION, clear, environment, run };
