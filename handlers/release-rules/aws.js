'use strict';

const PACKAGES = {
  CloudFormation: '@aws-sdk/client-cloudformation',
  CloudWatch: '@aws-sdk/client-cloudwatch',
  CodePipeline: '@aws-sdk/client-codepipeline',
};

const clients = {};

/** Calls an API of AWS, such as `callAws('CloudWatch', 'DescribeAlarms', { ... })`; the runtime brings the SDK, and loads only what is used. */
exports.callAws = function callAws(service, operation, input) {
  const sdk = require(PACKAGES[service]);
  // What is tried again is decided here, for all calls alike.
  clients[service] ??= new sdk[`${service}Client`]({ maxAttempts: 1 });
  return clients[service].send(new sdk[`${operation}Command`](input));
};

/** Not console.log, which would put the time before the JSON. */
exports.print = function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const ATTEMPTS = 6;

/** In milliseconds; doubled each time, so that all attempts together wait for 6 seconds. */
const FIRST_PAUSE = 200;

/** The same calls, tried again while AWS is busy. */
exports.patient = function patient({ aws, sleep }) {
  return async (service, operation, input) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await aws(service, operation, input);
      } catch (error) {
        if (attempt === ATTEMPTS || !passes(error)) { throw error; }
        await sleep(FIRST_PAUSE * 2 ** (attempt - 1));
      }
    }
  };
};

function passes({ name = '', code = '', $metadata }) {
  return $metadata?.httpStatusCode >= 500 || $metadata?.httpStatusCode === 429
    || /throttl|toomanyrequests|limitexceeded|slowdown|timeout|unavailable|internal(failure|error)/i.test(name)
    || /^E(CONN|PIPE|TIMEDOUT|AI_AGAIN)/.test(code);
}
