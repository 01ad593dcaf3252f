'use strict';

const PACKAGES = {
  CloudWatch: '@aws-sdk/client-cloudwatch',
  ECS: '@aws-sdk/client-ecs',
  SSM: '@aws-sdk/client-ssm',
};

const clients = {};

/** Calls an API of AWS, such as `callAws('ECS', 'RunTask', { ... })`; the runtime brings the SDK, and loads only what is used. */
exports.callAws = function callAws(service, operation, input) {
  const sdk = require(PACKAGES[service]);
  clients[service] ??= new sdk[`${service}Client`]({});
  return clients[service].send(new sdk[`${operation}Command`](input));
};
