'use strict';
// Called with changes of state of critical alarms, from a queue. An alarm that goes off starts the repetition of its
// alert; one that is over loses its acknowledgement, so that the next time counts again.

const { createHash } = require('node:crypto');
const { ACKNOWLEDGEMENT, describeAlarm, time } = require('./alarm');
const { callAws, print } = require('./aws');

exports.handler = (event) => run(event, { aws: callAws, print, stateMachineArn: process.env.STATE_MACHINE_ARN });

/** The handler with what it needs of the outside world. */
exports.run = run;

/** What fails goes back to the queue and, at last, to the dead letters; the rest of the batch does not. */
async function run({ Records = [] }, outside) {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      outside.print(await take(read(body), outside));
    } catch (error) {
      outside.print({ problem: error.message, message: messageId });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function take(change, outside) {
  if (change.state === 'ALARM') { return startRepeating(change, outside); }
  return change.state === 'OK' ? forgetAcknowledgement(change, outside) : { alarm: change.alarmName, result: `nothing to do for ${change.state}` };
}

function read(body) {
  const { resources: [alarmArn] = [], detail: { alarmName, state } = {} } = JSON.parse(body);
  if (!/^arn:[^:]+:cloudwatch:/.test(alarmArn ?? '') || !alarmName || !state?.value || Number.isNaN(time(state.timestamp) ?? NaN)) {
    throw new Error(`no change of state of an alarm: ${body.slice(0, 500)}`);
  }
  return { alarmArn, alarmName, state: state.value, since: new Date(time(state.timestamp)).toISOString() };
}

/** The same change always has the same name: however often it arrives, it is repeated once. */
async function startRepeating({ alarmArn, alarmName, since }, { aws, stateMachineArn }) {
  const hash = createHash('sha256').update(`${alarmArn} ${since}`).digest('hex').slice(0, 32);
  const name = `${alarmName.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-${hash}`;
  try {
    await aws('SFN', 'StartExecution', { stateMachineArn, name, input: JSON.stringify({ alarmArn, alarmName, since, round: 0 }) });
    return { alarm: alarmName, result: 'repeats the alert until somebody acknowledges it', execution: name };
  } catch (error) {
    if (error.name !== 'ExecutionAlreadyExists') { throw error; }
    return { alarm: alarmName, result: 'this change has been seen before', execution: name };
  }
}

/** A late message of an earlier end must not take away what somebody said since. */
async function forgetAcknowledgement({ alarmArn, alarmName }, { aws }) {
  const alarm = await describeAlarm(alarmName, aws);
  if (alarm?.StateValue !== 'OK') { return { alarm: alarmName, result: `the alarm is ${alarm?.StateValue ?? 'gone'} by now` }; }
  try {
    await aws('CloudWatch', 'UntagResource', { ResourceARN: alarmArn, TagKeys: [ACKNOWLEDGEMENT] });
  } catch (error) {
    if (error.name !== 'ResourceNotFoundException') { throw error; }
  }
  return { alarm: alarmName, result: 'the alarm is over, and so is its acknowledgement' };
}
