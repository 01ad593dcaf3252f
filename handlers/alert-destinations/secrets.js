'use strict';
const { Hopeless } = require('./post');

/** Secrets are asked for each time a function starts and now and then after that, not for every page. */
const KEPT_MILLISECONDS = 5 * 60_000;

const kept = new Map();

/** The value of a secret, or of one field of it where it holds JSON. */
exports.secretOf = async function secretOf(secretId, field, { aws, now, fresh }) {
  if (!secretId) { return undefined; }
  let entry = kept.get(secretId);
  if (fresh || !entry || now() - entry.at > KEPT_MILLISECONDS) {
    const { SecretString } = await aws('SecretsManager', 'GetSecretValue', { SecretId: secretId });
    entry = { at: now(), text: SecretString };
    kept.set(secretId, entry);
  }
  const value = field === undefined ? entry.text : fieldOf(entry.text, field);
  // Never the value itself: this is logged.
  if (typeof value !== 'string' || value.trim() === '') { throw new Hopeless(`the secret ${secretId} has no text${field ? ` in '${field}'` : ''}`); }
  return value.trim();
};

function fieldOf(text, field) {
  try {
    return JSON.parse(text)[field];
  } catch {
    return undefined;
  }
}
