'use strict';
// Called by Amazon ECS when test traffic reaches a new version: asks it what `hookDetails` says, and lets the deployment
// go on or roll back. Prints a line of JSON per request and a last one with the reason.

const { addressesOf } = require('./addresses');
const { findProblem } = require('./attempts');
const { invoke } = require('./invoke');
const { readSettings } = require('./settings');

/** Kept back to print the reason and to answer. */
const RESERVE_MILLISECONDS = 10_000;

exports.handler = (event, context) => run(event, context, { addressesOf, invoke, print });

/** The handler with what it needs of the outside world. */
exports.run = run;

async function run(event, context, outside) {
  // AWS takes the network away from a function that rests for weeks, and lets its next call fail: a schedule calls it now and then.
  if (event.source === 'aws.events') { return undefined; }

  const answer = (hookStatus, reason) => {
    const { serviceArn, targetServiceRevisionArn } = event.executionDetails ?? {};
    outside.print({ result: hookStatus, reason, service: serviceArn, revision: targetServiceRevisionArn });
    return { hookStatus };
  };
  try {
    const settings = readSettings(event.hookDetails);
    const addresses = event.addresses ?? await outside.addressesOf(settings);
    const giveUpAt = Math.min(event.giveUpAt ?? Infinity, Date.now() + context.getRemainingTimeInMillis() - RESERVE_MILLISECONDS);
    // This one reaches the API of Amazon EC2, the other one the load balancer.
    const inside = process.env.FUNCTION_IN_VPC;
    if (inside) {
      const { hookStatus } = await outside.invoke(inside, { ...event, addresses, giveUpAt });
      return answer(hookStatus, `see the log of ${inside}`);
    }

    const problem = await findProblem(settings, addresses, giveUpAt, outside.print);
    return problem.reason ? answer('FAILED', problem.reason) : answer('SUCCEEDED', problem.excuse ?? `${settings.paths.join(', ')} answered as expected`);
  } catch (error) {
    return answer('FAILED', error.message);
  }
}

/** Not console.log, which would put the time before the JSON. */
function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
