'use strict';
// Called by CodePipeline as a rule, after a stage that releases has failed. The job fails, and with it the rule, when the stage has to go back;
// it succeeds when what deploys has restored what was live before. Prints a line of JSON per call, with the reason.

const { setTimeout: sleep } = require('node:timers/promises');
const { callAws, print } = require('./aws');
const { actionsOf, findExecution } = require('./execution');
const { answerJob } = require('./job');

exports.handler = (event) => run(event, { aws: callAws, print, sleep, now: Date.now });

/** The handler with what it needs of the outside world. */
exports.run = run;

/** What cannot be found out takes the stage back: to deploy once more what is live is better than to leave live what failed. */
function run(event, outside) {
  return answerJob(event, outside, decide);
}

async function decide(job, outside) {
  const { stage, deploy } = job.parameters;
  if (!Array.isArray(deploy)) { throw new Error("the parameters must have 'deploy'"); }
  const execution = await findExecution(job, outside);
  if (execution.isRollback) { return { passed: 'this execution is itself a rollback, which is not taken back' }; }
  const actions = await actionsOf(execution, stage, outside);
  const undone = deploy.filter((name) => actions.get(name)?.status !== 'Succeeded');
  if (undone.length > 0) { return { passed: `not deployed, or restored by what deploys it: ${undone.join(', ')}` }; }
  const culprits = [...actions].filter(([, { status }]) => status !== 'Succeeded').map(([name]) => name);
  return { failed: `the release was deployed, and then failed${culprits.length > 0 ? `: ${culprits.join(', ')}` : ''}. The stage goes back` };
}
