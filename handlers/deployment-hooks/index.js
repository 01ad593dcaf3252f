'use strict';
// Called by Amazon ECS before tasks of a new version start: refuses what should not be deployed now, then runs the
// migration if there is one. `hookDetails` say what to look at. Prints a line of JSON per call, with the reason.

const { callAws } = require('./aws');
const { readDeployment } = require('./deployment');
const { refuse } = require('./guard');
const { findMigration, followMigration, startMigration } = require('./migration');

/** In seconds: how soon Amazon ECS asks again. */
const CALL_BACK = 30;

exports.handler = (event) => run(event, { aws: callAws, print, now: Date.now });

/** The handler with what it needs of the outside world. */
exports.run = run;

async function run(event, outside) {
  const { hookStatus, reason } = await decide(event, outside);
  const { serviceArn, targetServiceRevisionArn } = event.executionDetails ?? {};
  outside.print({ result: hookStatus, reason, service: serviceArn, revision: targetServiceRevisionArn });
  return hookStatus === 'IN_PROGRESS' ? { hookStatus, callBackDelay: CALL_BACK } : { hookStatus };
}

async function decide(event, outside) {
  const details = readDetails(event, outside);
  const deployment = readDeployment(event, outside);
  try {
    // A migration that runs is followed to its end: alarms that it makes fire are no reason to leave it alone.
    const running = details.command && await findMigration(deployment, outside);
    if (running) { return followMigration(running, details, outside); }

    const refusal = await refuse(details, deployment, outside);
    if (refusal || !details.command) { return refusal ?? { hookStatus: 'SUCCEEDED', reason: 'nothing speaks against it' }; }
    return await startMigration(details, deployment, outside);
  } catch (error) {
    return { hookStatus: 'FAILED', reason: `the migration could not run: ${error.message}` };
  }
}

/** CloudFormation takes the details as text. */
function readDetails({ hookDetails }, { print: warn }) {
  const details = typeof hookDetails === 'string' ? JSON.parse(hookDetails) : hookDetails;
  if (details?.container) { return details; }
  warn({ problem: 'the call has no details that say what to look at', consequence: 'the deployment goes on unchecked' });
  return {};
}

/** Not console.log, which would put the time before the JSON. */
function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
