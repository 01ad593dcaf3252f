'use strict';
// Called by Amazon SQS with changes of alarms and with announcements, each for one destination: posts them there by HTTPS. What could work
// later stays in its queue and comes again, what never will goes to the dead-letter queue. Prints a line of JSON per message, with the reason.

const { incidentOf } = require('./announcement');
const { readNews } = require('./change');
const { backOff, bury } = require('./queue');
const { awsCall } = require('./aws');
const { secretOf } = require('./secrets');
const { Hopeless, post } = require('./post');
const { stepsOf } = require('./present');

const KINDS = {
  pagerDuty: require('./pager-duty'),
  opsgenie: require('./opsgenie'),
  webhook: require('./webhook'),
};

exports.handler = (event) => run(event, { aws: awsCall, print, now: () => Date.now(), settings: settingsOf(process.env) });

/** The handler with what it needs of the outside world. */
exports.run = run;
exports.settingsOf = settingsOf;

async function run(event, outside) {
  const failed = await Promise.all(event.Records.map((record) => handle(record, outside)));
  return { batchItemFailures: failed.filter(Boolean).map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Returns the id of a message that has to come again. */
async function handle(record, outside) {
  const say = (result, more) => outside.print({ result, message: record.messageId, receives: receivesOf(record), ...more });
  try {
    say('delivered', await deliver(record, outside));
    return undefined;
  } catch (error) {
    const { message: reason, destination } = error;
    try {
      if (error instanceof Hopeless) {
        await bury(record, reason, outside);
        say('dead', { reason, destination });
        return undefined;
      }
      const seconds = await backOff(record, receivesOf(record), error.retryAfter, outside);
      say('later', { reason, destination, seconds });
    } catch (problem) {
      // It comes again when the queue thinks so, and goes to the dead-letter queue after the last time.
      say('later', { reason, destination, problem: problem.message });
    }
    return record.messageId;
  }
}

async function deliver(record, outside) {
  const destination = outside.settings.destinations.find(({ queue }) => queue === record.eventSourceARN);
  // Its queue is new and this function is not: the next version knows it.
  if (!destination) { throw new Error(`no destination has the queue ${record.eventSourceARN}`); }
  const { announcement, change } = readNews(record.body, outside.settings.topics);
  return announcement ? announce(announcement, destination, outside) : tellChange(change, destination, outside);
}

async function tellChange(change, destination, outside) {
  const kind = KINDS[destination.kind];
  const { steps, note } = kind.hasIncidents ? await stepsOf(change, outside) : { steps: ['tell'] };
  for (const step of steps) { await send(kind, step, change, destination, outside); }
  return { destination: destination.kind, alarm: change.alarmName, state: change.state, steps, note };
}

/** Tools for incidents hear of what is wrong, and of nothing else. */
async function announce(announcement, destination, outside) {
  const kind = KINDS[destination.kind];
  const told = kind.hasIncidents ? incidentOf(announcement) : announcement;
  const step = kind.hasIncidents ? 'trigger' : 'tell';
  if (told) { await send(kind, step, told, destination, outside); }
  return { destination: destination.kind, announcement: announcement.title, steps: told ? [step] : [], note: told ? undefined : 'nothing is wrong' };
}

async function send(kind, step, change, destination, outside) {
  const attempt = async (fresh) => post(kind.requestOf(step, change, {
    ...destination,
    secret: await secretOf(destination.secret, destination.field, { fresh, ...outside }),
    authorization: await secretOf(destination.authorization, destination.authorizationField, { fresh, ...outside }),
  }));
  try {
    const answer = await attempt(false);
    // The key may have been replaced since it was read.
    if ([401, 403].includes(answer.status) && (destination.secret || destination.authorization)) { (await attempt(true)).require(); } else { answer.require(); }
  } catch (error) {
    throw Object.assign(error, { destination: destination.kind });
  }
}

function receivesOf({ attributes }) {
  return Number(attributes?.ApproximateReceiveCount ?? 1);
}

function settingsOf({ DESTINATIONS, TOPICS }) {
  return { destinations: JSON.parse(DESTINATIONS ?? '[]'), topics: JSON.parse(TOPICS ?? '[]'), deadLetterQueue: process.env.DEAD_LETTER_QUEUE };
}

/** Not console.log, which would put the time before the JSON. */
function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
