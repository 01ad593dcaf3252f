'use strict';
const { createHash } = require('node:crypto');

exports.hasIncidents = false;

/** Every change of state, as it comes, and every announcement. Whoever listens keeps `id` to drop duplicates, and `changedAt` to put changes in order. */
exports.requestOf = function requestOf(_step, change, { url, secret, authorization }) {
  const id = change.id ?? createHash('sha256').update(JSON.stringify([change.alarmArn, change.state, change.changedAt])).digest('hex');
  return {
    url: url ?? secret,
    headers: { 'idempotency-key': id, ...authorization && { authorization } },
    body: { version: '1', id, ...change },
  };
};
