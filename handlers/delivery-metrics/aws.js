'use strict';

const PACKAGES = {
  CodeDeploy: '@aws-sdk/client-codedeploy',
  CodePipeline: '@aws-sdk/client-codepipeline',
  DynamoDB: '@aws-sdk/client-dynamodb',
  S3: '@aws-sdk/client-s3',
  SQS: '@aws-sdk/client-sqs',
  STS: '@aws-sdk/client-sts',
};

/** Credentials are not used to their very end: a call may take a while. */
const SPARE = 5 * 60 * 1000;

const clients = new Map();
const sessions = new Map();

/**
 * Calls an API of AWS, such as `callAws('SQS', 'SendMessage', { ... })`; the runtime brings the SDK, and loads only what is used.
 *
 * @param {string} role its arn, when the call is for another account
 */
exports.callAws = function callAws(service, operation, input, role) {
  const sdk = require(PACKAGES[service]);
  const key = `${service} ${role ?? ''}`;
  if (!clients.has(key)) {
    clients.set(key, new sdk[`${service}Client`]({ maxAttempts: 5, retryMode: 'adaptive', ...role && { credentials: () => sessionOf(role) } }));
  }
  return clients.get(key).send(new sdk[`${operation}Command`](input));
};

/** One session of a role for all clients and calls, until shortly before it ends. */
async function sessionOf(role) {
  const known = sessions.get(role);
  if (known && await known.then(({ expiration }) => expiration - SPARE > Date.now(), () => false)) { return known; }
  const session = assume(role);
  sessions.set(role, session);
  return session;
}

async function assume(role) {
  const { Credentials } = await exports.callAws('STS', 'AssumeRole', { RoleArn: role, RoleSessionName: 'delivery-metrics' });
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
    expiration: Credentials.Expiration,
  };
}

/** Not console.log, which would put the time before the JSON. */
exports.print = function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
