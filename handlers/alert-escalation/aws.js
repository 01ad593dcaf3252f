'use strict';

const PACKAGES = {
  CloudWatch: '@aws-sdk/client-cloudwatch',
  SFN: '@aws-sdk/client-sfn',
  SNS: '@aws-sdk/client-sns',
};

const clients = {};

/** Calls an API of AWS, such as `callAws('SNS', 'Publish', { ... })`; the runtime brings the SDK, and loads only what is used. */
exports.callAws = function callAws(service, operation, input) {
  const sdk = require(PACKAGES[service]);
  clients[service] ??= new sdk[`${service}Client`]({});
  return clients[service].send(new sdk[`${operation}Command`](input));
};

/** Not console.log, which would put the time before the JSON. */
exports.print = function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
