'use strict';
// Called by Amazon SQS with what happens to the deployments of services. Each message has a binding, which says of which service it is, and
// an event, or a wish: to reconcile a pipeline with what CodePipeline knows, to publish what is new, or to publish the gauges.
// What fails comes again; what never will be understood goes to the dead-letter queue, with the reason.

const { askForDeployment, askForExecution, listExecutions } = require('./ask');
const { callAws, print } = require('./aws');
const { factsOfEvent, Unreadable } = require('./facts');
const { publishGauges, publishNew, streamOf } = require('./publish');
const { Store } = require('./store');

const DAY = 24 * 60 * 60 * 1000;

/** What may end or change a deployment, a failure or a recovery. */
const NEWS = new Set(['stageEnded', 'type', 'alarm', 'deployer', 'incident', 'marked']);

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
  const tools = { ...outside, store: new Store(outside) };
  const taken = await Promise.all(Records.map((record) => take(record, tools)));
  const good = taken.filter(({ entries }) => entries);
  const failed = taken.filter(({ failed: problem }) => problem).map(({ messageId }) => messageId);
  try {
    await tools.store.write(good.flatMap(({ entries }) => entries));
    await publishAll(good, tools);
  } catch (error) {
    // Nothing is lost: facts that were written are written again, to no effect.
    outside.print({ result: 'later', reason: error.message, messages: good.length });
    failed.push(...good.map(({ messageId }) => messageId));
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** What one message says; or that it has to come again. */
async function take(record, tools) {
  const { messageId } = record;
  try {
    const message = read(record.body);
    const facts = await factsOf(message, tools);
    return { messageId, message, entries: facts.map((fact) => ({ stream: streamOf(message.binding), fact })) };
  } catch (error) {
    if (!(error instanceof Unreadable)) {
      tools.print({ result: 'later', message: messageId, reason: error.message });
      return { messageId, failed: true };
    }
    return bury(record, error.message, tools);
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
    return { messageId, failed: true };
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
  for (const field of ['service', 'environment', 'stage']) {
    if (typeof binding?.[field] !== 'string' || binding[field] === '') { throw new Unreadable(`its binding has no ${field}`); }
  }
  if (![message.event, message.reconcile, message.publish, message.gauges].some((what) => typeof what === 'object' && what !== null)) {
    throw new Unreadable('it is neither an event nor a wish');
  }
  return message;
}

async function factsOf({ binding, event, reconcile }, tools) {
  if (reconcile) { return reconcilePage(binding, reconcile, tools); }
  if (!event) { return []; }
  const { facts, ask } = factsOfEvent(event, binding);
  return [...facts, ...ask ? await answers(ask, binding, tools) : []];
}

const answers = (ask, binding, tools) => ask.deployment ? askForDeployment(ask, tools) : askForExecution(ask, binding, tools);

/** One page of a pipeline's history; the next one is a message of its own, so that a year of it fits into the time of a function. */
async function reconcilePage(binding, { pipeline, days, token }, tools) {
  if (typeof pipeline !== 'string' || !(days > 0)) { throw new Unreadable('it does not say which pipeline to reconcile, and how many days of it'); }
  const since = tools.now() - days * DAY;
  const { executions, next } = await listExecutions(pipeline, token, tools);
  const recent = executions.filter(({ startTime }) => Number(new Date(startTime)) >= since);
  const facts = [];
  for (const { pipelineExecutionId: execution, startTime } of recent) {
    facts.push(...await askForExecution({ pipeline, execution, startTime: new Date(startTime) }, binding, tools));
  }
  const goesOn = next !== undefined && recent.length === executions.length;
  await send(goesOn ? { binding, reconcile: { pipeline, days, token: next } } : { binding, gauges: {} }, tools);
  return facts;
}

const send = (message, { aws, settings }, DelaySeconds = 0) => aws('SQS', 'SendMessage', {
  QueueUrl: settings.queue, MessageBody: JSON.stringify(message), DelaySeconds,
});

async function publishAll(good, tools) {
  const bindingsOf = (has) => new Map(good.filter(has).map(({ message: { binding } }) => [streamOf(binding), binding])).values();
  for (const binding of bindingsOf(({ entries }) => entries.some(({ fact }) => NEWS.has(fact.kind)))) { await publishSoon(binding, tools); }
  for (const binding of bindingsOf(({ message }) => message.publish)) { await publishNew(binding, tools); }
  for (const binding of bindingsOf(({ message }) => message.gauges)) {
    await publishNew(binding, tools);
    const records = await publishGauges(binding, tools);
    if (tools.settings.exportBucket) { await exportRecords(binding, records, tools); }
  }
}

/** Not at once: what happens to a service in the same minute, to many workers, is read and reduced once, when the minute is over. */
async function publishSoon(binding, tools) {
  const seconds = tools.settings.publishAfterSeconds;
  const span = Math.floor(tools.now() / 1000 / seconds) * seconds * 1000;
  if (await tools.store.wake(streamOf(binding), span)) { await send({ binding, publish: {} }, tools, seconds); }
}

/** One object per service, environment and day, a record per line: Amazon Athena and Amazon QuickSight read it as it is. */
async function exportRecords({ service, environment }, { deployments, attempts, recoveries }, { aws, now, settings }) {
  const lines = [
    ...deployments.map((record) => ({ record: 'deployment', ...record })),
    ...attempts.map((record) => ({ record: 'attempt', ...record })),
    ...recoveries.map((record) => ({ record: 'recovery', ...record })),
  ].map((record) => JSON.stringify({ service, environment, ...record }));
  const day = new Date(now()).toISOString().slice(0, 10);
  await aws('S3', 'PutObject', {
    Bucket: settings.exportBucket,
    Key: `delivery-metrics/service=${encodeURIComponent(service)}/environment=${encodeURIComponent(environment)}/day=${day}/records.jsonl`,
    Body: lines.join('\n'),
    ContentType: 'application/x-ndjson',
  });
}
