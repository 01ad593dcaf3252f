'use strict';

const PACKAGES = {
  CloudWatch: '@aws-sdk/client-cloudwatch',
  SecretsManager: '@aws-sdk/client-secrets-manager',
  SQS: '@aws-sdk/client-sqs',
};

const clients = {};

/** Calls an API of AWS, such as `awsCall('SQS', 'SendMessage', { ... })`; the runtime brings the SDK, and loads only what is used. */
exports.awsCall = function awsCall(service, operation, input) {
  const sdk = require(PACKAGES[service]);
  clients[service] ??= new sdk[`${service}Client`]({});
  return clients[service].send(new sdk[`${operation}Command`](input));
};
