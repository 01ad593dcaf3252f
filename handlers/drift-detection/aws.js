'use strict';

const PACKAGES = { CloudFormation: '@aws-sdk/client-cloudformation', STS: '@aws-sdk/client-sts' };

/** Calls an API of AWS, where and as whom the last argument says; the runtime brings the SDK, and loads only what is used. */
exports.callAws = function callAws(service, operation, input, { region, credentials } = {}) {
  const sdk = require(PACKAGES[service]);
  const client = new sdk[`${service}Client`]({ ...region && { region }, ...credentials && { credentials } });
  return client.send(new sdk[`${operation}Command`](input));
};

/** Not console.log, which would put the time before the JSON: CloudWatch makes metrics of such lines. */
exports.print = function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

exports.sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
