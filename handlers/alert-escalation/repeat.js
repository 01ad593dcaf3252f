'use strict';
// Called by the state machine after each wait: repeats the alert, unless somebody is at it or the alarm is over.

const { ACKNOWLEDGEMENT, describeAlarm, time } = require('./alarm');
const { callAws, print } = require('./aws');
const { endOf, messageOf } = require('./message');

exports.handler = (input, { invokedFunctionArn }) => run(input, {
  aws: callAws, print, now: Date.now, account: invokedFunctionArn.split(':')[4], settings: settingsOf(process.env),
});

/** The handler with what it needs of the outside world. */
exports.run = run;
exports.settingsOf = settingsOf;

/** Clocks of two services of AWS that mean the same change, in milliseconds. */
const SAME_CHANGE = 1000;

function settingsOf({ TOPICS, NEXT_TOPICS, AT_MOST, WATCH_ROUNDS }) {
  const list = (text) => (text ? text.split(',') : []);
  return { topics: list(TOPICS), nextTopics: list(NEXT_TOPICS), atMost: Number(AT_MOST), watchRounds: Number(WATCH_ROUNDS ?? 0) };
}

async function run(input, outside) {
  const { aws, settings: { nextTopics, atMost, watchRounds } } = outside;
  const answer = (goOn, result, more = {}) => {
    const next = { ...input, ...more, goOn, result };
    outside.print({ alarm: input.alarmName, round: next.round, result });
    return next;
  };
  const alarm = await describeAlarm(input.alarmName, aws);
  if (!alarm) { return answer(false, 'the alarm has been deleted'); }
  if (alarm.StateValue === 'OK') {
    await tellTheEnd(alarm, input, outside);
    return answer(false, 'the alarm is over');
  }

  const round = input.round + 1;
  const rounds = nextTopics.length > 0 ? 2 * atMost : atMost;
  const handled = await reasonToStop(alarm, input, aws) ?? (round > rounds ? 'nobody has acknowledged it' : undefined);
  // Those who heard of it from here hear from nobody else that it is over.
  if (handled) { return answer(Boolean(input.escalated) && round < rounds + watchRounds, handled, { round }); }

  const last = round >= rounds;
  const escalated = round > atMost;
  const mute = reasonToBeQuiet(alarm);
  if (mute) { return answer(!last || Boolean(input.escalated), mute, { round }); }
  await repeatNow(alarm, { ...input, round, rounds, escalated }, outside);
  return answer(!last || escalated, last ? 'repeated for the last time: nobody has acknowledged it' : 'repeated', { round, escalated });
}

async function repeatNow(alarm, repetition, outside) {
  const { settings: { topics, nextTopics }, account, now } = outside;
  const message = messageOf(alarm, { ...repetition, account, now: now() });
  await publish(message, repetition.escalated ? [...new Set([...topics, ...nextTopics])] : topics, outside);
}

async function tellTheEnd(alarm, input, outside) {
  const { settings: { topics, nextTopics }, account } = outside;
  const onlyFromHere = nextTopics.filter((topic) => !topics.includes(topic));
  if (!input.escalated || onlyFromHere.length === 0) { return; }
  await publish(endOf(alarm, { ...input, account }), onlyFromHere, outside);
}

/** Somebody is at it, or another execution is. */
async function reasonToStop(alarm, { alarmArn, since }, aws) {
  const changed = time(alarm.StateTransitionedTimestamp);
  if (alarm.StateValue === 'ALARM' && changed > time(since) + SAME_CHANGE) { return 'the alarm went off again since, which is repeated on its own'; }
  const { Tags = [] } = await aws('CloudWatch', 'ListTagsForResource', { ResourceARN: alarmArn });
  const by = Tags.find(({ Key }) => Key === ACKNOWLEDGEMENT);
  return by && `acknowledged by ${by.Value || 'somebody'}`;
}

/** What keeps the alarm itself quiet keeps its repetitions quiet: maintenance, and composite alarms that suppress it. */
function reasonToBeQuiet({ ActionsEnabled, ActionsSuppressedBy }) {
  if (ActionsEnabled === false) { return 'not repeated: the actions of the alarm are disabled'; }
  return ActionsSuppressedBy ? `not repeated: suppressed by ${ActionsSuppressedBy}` : undefined;
}

/** One topic that fails must not silence the others; all of them are tried again. */
async function publish(message, topicArns, { aws, print: log }) {
  const results = await Promise.allSettled(topicArns.map((TopicArn) => aws('SNS', 'Publish', { TopicArn, ...message })));
  const problems = results.flatMap(({ reason }, index) => (reason ? [`${topicArns[index]}: ${reason.message}`] : []));
  if (problems.length === topicArns.length) { throw new Error(`nobody could be told: ${problems.join('; ')}`); }
  problems.forEach((problem) => log({ problem, consequence: 'the other topics were told' }));
}
