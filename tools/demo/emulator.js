// The emulator of AWS as a process of the demo's own: on a free port, and gone when the demo is.
const { spawn, spawnSync } = require('child_process');
const fs = require('fs');
const net = require('net');
const path = require('path');
const { ROOT, venvBin } = require('../places');
const { ACCOUNT, LOGS, environment, run } = require('./environment');

const LOG = path.join(LOGS, 'emulator.log');
const PATIENCE = 60_000;

class Emulator {
  /** Why there can be no emulator here, in one line; undefined when there can. */
  static missing() {
    const python = venvBin('python');
    if (!fs.existsSync(python)) { return 'python3 with venv is missing'; }
    if (spawnSync(python, ['-c', 'import moto.server, boto3'], { stdio: 'ignore' }).status !== 0) { return 'moto is not installed in .venv'; }
    return undefined;
  }

  static async start() {
    const emulator = new Emulator(await freePort());
    try {
      await emulator.isReady();
    } catch (error) {
      emulator.stop();
      throw error;
    }
    return emulator;
  }

  constructor(port) {
    // Emulators know a request to S3 by this name, not by 127.0.0.1.
    this.endpoint = `http://localhost:${port}`;
    this.env = environment({
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: `demo-${process.pid}-${port}`,
      AWS_SECRET_ACCESS_KEY: 'demo',
      MOTO_ACCOUNT_ID: ACCOUNT,
      PYTHONDONTWRITEBYTECODE: '1',
      MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    });
    const log = fs.openSync(LOG, 'w');
    this.process = spawn(venvBin('python'), [path.join(__dirname, 'emulator.py'), String(port)], { env: this.env, stdio: ['ignore', log, log] });
    fs.closeSync(log);
    process.once('exit', () => this.stop());
  }

  stop() {
    if (this.process.exitCode === null) { this.process.kill('SIGTERM'); }
  }

  /** Calls a command of api.py. */
  async api(name, ...args) {
    return JSON.parse(await run(name, venvBin('python'), [path.join(__dirname, 'api.py'), ...args], this.env));
  }

  /** Types that the emulator's CloudFormation has skipped, from its log. */
  skippedTypes() {
    const found = fs.readFileSync(LOG, 'utf8').matchAll(/No Moto CloudFormation support for (\S+)/g);
    return [...new Set([...found].map(([, type]) => type))].sort();
  }

  async isReady() {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end && this.process.exitCode === null) {
      const answer = await fetch(`${this.endpoint}/moto-api/`).catch(() => undefined);
      if (answer?.ok) { return; }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const problem = this.process.exitCode === null ? `does not answer within ${PATIENCE / 1000} s` : `ended with code ${this.process.exitCode}`;
    throw new Error(`the emulator ${problem}. More in ${path.relative(ROOT, LOG)}`);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

module.exports = { Emulator };
