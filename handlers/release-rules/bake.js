'use strict';
// Called by CodePipeline as a rule, after a stage that releases went well: watches alarms for some minutes. It answers at once, with a
// continuation token while there is time left; CodePipeline then calls again. Prints a line of JSON per call, with the reason.

const { setTimeout: sleep } = require('node:timers/promises');
const { lookAt } = require('./alarms');
const { callAws, print } = require('./aws');
const { actionsOf, findExecution } = require('./execution');
const { answerJob } = require('./job');

/** In milliseconds: how long after the end it may take to find out what has happened. */
const PATIENCE = 10 * 60_000;

exports.handler = (event) => run(event, { aws: callAws, print, sleep, now: Date.now });

/** The handler with what it needs of the outside world. */
exports.run = run;

function run(event, outside) {
  return answerJob(event, outside, bake);
}

async function bake(job, outside) {
  const until = job.token?.until ?? outside.now() + minutes(job.parameters);
  try {
    const since = job.token?.since ?? await beginning(job, outside);
    return since === undefined
      ? { passed: 'this execution is itself a rollback: there is nothing better to go back to' }
      : decide(await lookAt(job.parameters.alarms, since, outside), { since, until }, outside.now());
  } catch (error) {
    // A release is not taken back because AWS was busy for a moment.
    if (outside.now() >= until + PATIENCE) { throw error; }
    return { waits: `tries again: ${error.message}`, token: { ...job.token, until } };
  }
}

function minutes({ minutes: duration, alarms }) {
  if (!Number.isFinite(duration) || !Array.isArray(alarms)) { throw new Error("the parameters must have 'minutes' and 'alarms'"); }
  return duration * 60_000;
}

/** When the stage began; undefined for a rollback. */
async function beginning(job, outside) {
  const execution = await findExecution(job, outside);
  if (execution.isRollback) { return undefined; }
  const actions = await actionsOf(execution, job.parameters.stage, outside);
  if (actions.size === 0) { throw new Error(`no action of ${job.parameters.stage} is known yet`); }
  return Math.min(...[...actions.values()].map(({ startedAt }) => startedAt));
}

function decide({ missing, fired, firing }, token, now) {
  if (missing.length > 0) { return { failed: `alarms that do not exist watch nothing: ${missing.join(', ')}` }; }
  if (fired.length > 0) { return { failed: `alarms have fired since the stage began: ${fired.join(', ')}` }; }
  if (now < token.until) {
    const rest = Math.ceil((token.until - now) / 60_000);
    return { waits: `${firing.length > 0 ? `fired before already: ${firing.join(', ')}` : 'no alarm has fired'}; ${rest} minutes to go`, token };
  }
  return firing.length > 0
    ? { failed: `alarms that fired before the stage began still do: ${firing.join(', ')}` }
    : { passed: 'no alarm has fired since the stage began' };
}
