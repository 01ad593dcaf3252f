'use strict';

const PACKAGES = {
  CodeDeploy: '@aws-sdk/client-codedeploy',
  CodePipeline: '@aws-sdk/client-codepipeline',
  DynamoDB: '@aws-sdk/client-dynamodb',
  S3: '@aws-sdk/client-s3',
  SQS: '@aws-sdk/client-sqs',
};

const clients = {};

/** Calls an API of AWS, such as `callAws('SQS', 'SendMessage', { ... })`; the runtime brings the SDK, and loads only what is used. */
exports.callAws = function callAws(service, operation, input) {
  const sdk = require(PACKAGES[service]);
  clients[service] ??= new sdk[`${service}Client`]({ maxAttempts: 5, retryMode: 'adaptive' });
  return clients[service].send(new sdk[`${operation}Command`](input));
};

/** Not console.log, which would put the time before the JSON. */
exports.print = function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
