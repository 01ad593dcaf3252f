'use strict';
// Called by the state machine after each wait: repeats the alert, unless somebody is at it or the alarm is over.

const { ACKNOWLEDGEMENT, describeAlarm, time } = require('./alarm');
const { callAws, print } = require('./aws');
const { messageOf } = require('./message');

exports.handler = (input, context) => run(input, { aws: callAws, print, now: Date.now, account: context.invokedFunctionArn.split(':')[4], settings: settingsOf(process.env) });

/** The handler with what it needs of the outside world. */
exports.run = run;
exports.settingsOf = settingsOf;

/** Clocks of two services of AWS that mean the same change, in milliseconds. */
const SAME_CHANGE = 1000;

function settingsOf({ TOPICS, NEXT_TOPICS, AT_MOST }) {
  const list = (text) => (text ? text.split(',') : []);
  return { topics: list(TOPICS), nextTopics: list(NEXT_TOPICS), atMost: Number(AT_MOST) };
}

async function run(input, outside) {
  const { aws, settings: { topics, nextTopics, atMost } } = outside;
  const answer = (goOn, result, round = input.round) => {
    outside.print({ alarm: input.alarmName, round, result });
    return { ...input, round, goOn, result };
  };
  const alarm = await describeAlarm(input.alarmName, aws);
  const reason = await reasonToStop(alarm, input, aws);
  if (reason) { return answer(false, reason); }

  const round = input.round + 1;
  const rounds = nextTopics.length > 0 ? 2 * atMost : atMost;
  const goOn = round < rounds;
  const mute = reasonToBeQuiet(alarm);
  if (mute) { return answer(goOn, mute, round); }

  const escalated = round > atMost;
  const message = messageOf(alarm, { ...input, round, rounds, escalated, account: outside.account, now: outside.now() });
  await publish(message, escalated ? [...new Set([...topics, ...nextTopics])] : topics, outside);
  return answer(goOn, goOn ? 'repeated' : 'repeated for the last time: nobody has acknowledged it', round);
}

async function reasonToStop(alarm, { alarmArn, since }, aws) {
  if (!alarm) { return 'the alarm has been deleted'; }
  if (alarm.StateValue === 'OK') { return 'the alarm is over'; }
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
