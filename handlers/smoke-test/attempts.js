'use strict';
const { setTimeout: sleep } = require('node:timers/promises');
const { ask } = require('./ask');
const { judge } = require('./judge');

/** Asks all paths. Returns the reason to fail, or an excuse not to, or neither. */
exports.findProblem = async function findProblem(settings, addresses, giveUpAt, print) {
  for (const path of settings.paths) {
    const reason = await problemAt(path, settings, addresses, giveUpAt, print);
    if (!reason) { continue; }
    return await runsPlaceholder(settings, addresses) ? { excuse: 'nothing has been released yet: the placeholder runs' } : { reason };
  }
  return {};
};

async function problemAt(path, settings, addresses, giveUpAt, print) {
  const attempts = settings.retries + 1;
  let problem = '';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) { await sleep(Math.max(0, Math.min(settings.retryInterval, giveUpAt - Date.now()))); }
    if (Date.now() >= giveUpAt) { return `${path}: the time is up before an answer was as expected${problem && `; the last one: ${problem}`}`; }

    // Each node of the load balancer in turn: one may be about to go.
    const address = addresses[(attempt - 1) % addresses.length];
    const startedAt = Date.now();
    const timeout = Math.min(settings.timeout, giveUpAt - startedAt);
    const { answer, error } = await ask({ ...settings, path, address, timeout }).then((answer) => ({ answer }), (error) => ({ error: error.message }));
    problem = error ?? judge(answer, settings);
    print({ path, attempt, of: attempts, address, status: answer?.status, milliseconds: Date.now() - startedAt, outcome: problem ?? 'as expected' });
    if (!problem) { return undefined; }
  }
  return `${path}: ${problem} (${attempts} of ${attempts} attempts failed)`;
}

/** A service without a release runs a placeholder that knows no other path; its first deployment has to succeed. */
async function runsPlaceholder(settings, addresses) {
  const { placeholder, timeout } = settings;
  if (!placeholder) { return false; }
  try {
    const { body } = await ask({ ...settings, path: placeholder.path, address: addresses[0], timeout });
    return body.trim() === placeholder.answer;
  } catch {
    return false;
  }
}
