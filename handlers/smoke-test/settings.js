'use strict';

/** Reads `hookDetails`: texts only, for that is what the hooks of this library pass on. */
exports.readSettings = function readSettings(given) {
  // The page of Amazon ECS leaves open whether details arrive as the text that they were given as.
  const details = typeof given === 'string' ? JSON.parse(given) : given;
  if (!details?.paths) { throw new Error('the hook has no details that say what to ask'); }
  return {
    loadBalancer: details.loadBalancer,
    name: details.name,
    protocol: details.protocol,
    port: Number(details.port),
    host: details.host,
    verifyCertificate: details.verifyCertificate === 'true',
    paths: details.paths.split(' '),
    headers: JSON.parse(details.headers ?? '{}'),
    expectedStatus: details.expectedStatus,
    bodyContains: details.bodyContains,
    bodyMatches: details.bodyMatches,
    retries: Number(details.retries),
    retryInterval: Number(details.retryIntervalSeconds) * 1000,
    timeout: Number(details.timeoutSeconds) * 1000,
    placeholder: details.placeholderAnswer && { path: details.placeholderPath, answer: details.placeholderAnswer },
  };
};
