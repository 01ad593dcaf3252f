// An emulator of DynamoDB and SQS, for as long as it is measured.
const { spawn } = require('child_process');
const fs = require('fs');
const http = require('http');
const { createServer } = require('net');
const { venvBin } = require('../tools/places');

/** What `work` returns, which gets a function that calls an API; undefined when the emulator is not installed. */
async function withEmulator(work) {
  if (!fs.existsSync(venvBin('ministack'))) { return undefined; }
  const port = await freePort();
  const env = {
    ...process.env, GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', SERVICES: 'sqs,dynamodb', SFTP_ENABLED: '0', IOT_MTLS_ENABLED: '0',
  };
  const emulator = spawn(venvBin('ministack'), { stdio: 'ignore', env });
  const agent = new http.Agent({ keepAlive: true });
  try {
    await ready(port);
    return await work((...request) => post(agent, port, ...request));
  } finally {
    agent.destroy();
    emulator.kill();
  }
}

const TARGETS = { DynamoDB: ['dynamodb', 'DynamoDB_20120810'], SQS: ['sqs', 'AmazonSQS'] };

function post(agent, port, service, operation, input) {
  const [name, target] = TARGETS[service];
  const headers = {
    'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${operation}`,
    'authorization': `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${name}/aws4_request, SignedHeaders=host, Signature=test`,
  };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part)).on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode < 300) { return resolve(text ? JSON.parse(text) : {}); }
        reject(Object.assign(new Error(text), { name: /"__type": *"(?:[^"]*#)?([^"]+)"/.exec(text)?.[1] ?? 'Error' }));
      });
    });
    request.on('error', reject).end(JSON.stringify(input));
  });
}

async function ready(port) {
  for (let left = 150; left > 0; left--) {
    if ((await fetch(`http://127.0.0.1:${port}/_ministack/health`).catch(() => undefined))?.ok) { return; }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the emulator does not start');
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

module.exports = { withEmulator };
