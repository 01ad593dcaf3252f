'use strict';

const PACKAGES = {
  CodePipeline: '@aws-sdk/client-codepipeline',
};

const clients = {};

/** Calls an API of AWS, such as `callAws('CodePipeline', 'GetPipelineState', { ... })`; the runtime brings the SDK, and loads only what is used. */
exports.callAws = function callAws(service, operation, input) {
  const sdk = require(PACKAGES[service]);
  clients[service] ??= new sdk[`${service}Client`]({});
  return clients[service].send(new sdk[`${operation}Command`](input));
};
