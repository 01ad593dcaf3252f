'use strict';
// Called by Amazon SQS with what happens to the deployments of services. Each message has a binding, which says of which service it is, and
// an event, or a wish: to reconcile a pipeline with what CodePipeline knows, to publish what is new, or to publish the gauges.
// What fails comes again; what never will be understood goes to the dead-letter queue, with the reason.

const { askForDeployment, askForExecution } = require('./ask');
const { callAws, print } = require('./aws');
const { exportRecords } = require('./export');
const { factsOfEvent, Unreadable } = require('./facts');
const { publishGauges, publishNew, streamOf } = require('./publish');
const { reconcilePage } = require('./reconcile');
const { Store } = require('./store');

/** What may end or change a deployment, a failure or a recovery. */
const NEWS = new Set(['stageEnded', 'type', 'alarm', 'deployer', 'incident', 'marked']);

/** Pages of history that are read in one batch, what one of them takes, and what Amazon SQS allows. */
const PAGES = 2;
const SECONDS_PER_PAGE = 10;
const LONGEST_DELAY = 900;

exports.handler = (event) => run(event, {
  aws: callAws,
  print,
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  settings: JSON.parse(process.env.SETTINGS),
});

/** The handler with what it needs of the outside world. */
exports.run = run;

async function run({ Records = [] }, outside) {
  const tools = { ...outside, store: new Store(outside), answers: new Map(), pages: 0, send: (...message) => send(message, outside) };
  const taken = await Promise.all(Records.map((record) => take(record, tools)));
  const failed = new Set(taken.filter(({ later }) => later).map(({ messageId }) => messageId));
  const good = taken.filter(({ entries }) => entries);
  // Nothing is lost by coming again: facts that were written are written again, to no effect.
  const orLater = async (messages, work) => {
    try {
      await work();
    } catch (error) {
      outside.print({ result: 'later', reason: error.message, messages: messages.length });
      messages.forEach(({ messageId }) => failed.add(messageId));
    }
  };
  await orLater(good, async () => {
    await tools.store.write(good.flatMap(({ entries }) => entries));
    for (const messages of byStream(good)) { await orLater(messages, () => follow(messages, tools)); }
  });
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** What one message says; or that it has to come again. */
async function take(record, tools) {
  const { messageId } = record;
  try {
    const message = read(record.body);
    const { facts, after } = await understand(message, tools);
    const stream = streamOf(message.binding);
    return { messageId, message, stream, after, entries: facts.map((fact) => ({ stream, fact })) };
  } catch (error) {
    if (error instanceof Unreadable) { return bury(record, error.message, tools); }
    tools.print({ result: 'later', message: messageId, reason: error.message });
    return { messageId, later: true };
  }
}

async function bury({ messageId, body }, reason, { aws, print: say, settings }) {
  try {
    await aws('SQS', 'SendMessage', {
      QueueUrl: settings.deadLetterQueue, MessageBody: body, MessageAttributes: { reason: { DataType: 'String', StringValue: reason } },
    });
    say({ result: 'dead', message: messageId, reason });
    return { messageId };
  } catch (error) {
    say({ result: 'later', message: messageId, reason, problem: error.message });
    return { messageId, later: true };
  }
}

function read(body) {
  let message;
  try {
    message = JSON.parse(body);
  } catch {
    throw new Unreadable('it is not JSON');
  }
  const { binding } = message ?? {};
  for (const field of ['service', 'environment', ...binding?.standalone ? [] : ['stage']]) {
    if (typeof binding?.[field] !== 'string' || binding[field] === '') { throw new Unreadable(`its binding has no ${field}`); }
  }
  if (![message.event, message.reconcile, message.publish, message.gauges].some((what) => typeof what === 'object' && what !== null)) {
    throw new Unreadable('it is neither an event nor a wish');
  }
  return message;
}

/** @returns {Promise<{facts: object[], after?: () => Promise<void>}>} facts, and what to do once they are written */
async function understand({ binding, event, reconcile }, tools) {
  if (reconcile) { return tools.pages++ < PAGES ? reconcilePage(binding, reconcile, tools) : postpone({ binding, reconcile }, tools); }
  if (!event) { return { facts: [] }; }
  const { facts, ask } = factsOfEvent(event, binding);
  return { facts: [...facts, ...ask ? await askOnce(ask, binding, tools) : []] };
}

/** All pipelines are reconciled at the same time of the night: a batch does what fits into its time, and the others come a little later. */
async function postpone(message, { pages, send: tell }) {
  await tell(message, Math.min(LONGEST_DELAY, (pages - PAGES) * SECONDS_PER_PAGE));
  return { facts: [] };
}

/** Several messages of one batch may ask the same of AWS. */
function askOnce(ask, binding, tools) {
  const question = JSON.stringify([ask, binding]);
  if (!tools.answers.has(question)) {
    tools.answers.set(question, ask.deployment ? askForDeployment(ask, binding, tools) : askForExecution(ask, binding, tools));
  }
  return tools.answers.get(question);
}

function byStream(messages) {
  const streams = new Map();
  messages.forEach((message) => streams.set(message.stream, [...streams.get(message.stream) ?? [], message]));
  return streams.values();
}

/** What the messages of one service want, now that their facts are written. */
async function follow(messages, tools) {
  const [{ message: { binding } }] = messages;
  for (const { after } of messages.filter((one) => one.after)) { await after(); }
  if (messages.some(({ entries }) => entries.some(({ fact }) => NEWS.has(fact.kind)))) { await publishSoon(binding, tools); }
  if (messages.some(({ message }) => message.gauges)) {
    const records = await publishGauges(binding, tools);
    await publishNew(binding, tools, records);
    if (tools.settings.exportBucket) { await exportRecords(binding, records, tools); }
  } else if (messages.some(({ message }) => message.publish)) {
    await publishNew(binding, tools);
  }
}

/**
 * Not at once: what happens to a service in the same minute, to many workers, is read and reduced once, when the minute is over. First the
 * message, then the note that it was sent: should a worker die in between, there are two messages, which does no harm, instead of none.
 */
async function publishSoon(binding, { store, now, settings, send: tell }) {
  const seconds = settings.publishAfterSeconds;
  const span = Math.floor(now() / 1000 / seconds) * seconds * 1000;
  if (await store.isAwake(streamOf(binding), span)) { return; }
  await tell({ binding, publish: {} }, seconds);
  await store.wake(streamOf(binding), span);
}

const send = ([message, DelaySeconds = 0], { aws, settings }) => aws('SQS', 'SendMessage', {
  QueueUrl: settings.queue, MessageBody: JSON.stringify(message), DelaySeconds,
});
