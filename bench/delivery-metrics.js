// node bench/delivery-metrics.js [--json]: what the function that measures delivery takes, and how large and quick to start all functions are.
// Nothing passes or fails by time; a handler of more than 200 KB fails.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { performance } = require('perf_hooks');
const { ROOT } = require('../tools/places');
const { run } = require('../handlers/delivery-metrics');
const { STAGE, START, typicalRun, World } = require('./delivery-world');
const { withEmulator } = require('./emulator');
const { printTable } = require('./report');
const { median } = require('./statistics');

const HANDLERS = path.join(ROOT, 'handlers');
const MOST_BYTES = 200 * 1024;
const STARTS = 10;
const DAY = 24 * 60 * 60 * 1000;

/** As in the construct. */
const BATCHING_SECONDS = 5;
const PUBLISH_SECONDS = 60;
const MEMORY_GB = 0.25;

/** What calls take in the Region of the function, from experience and not measured here, in seconds. */
const LATENCY = { DynamoDB: 0.01, SQS: 0.02, CodePipeline: 0.15 };

const SETTINGS = {
  table: 'facts',
  queue: 'queue',
  deadLetterQueue: 'dead',
  retentionDays: 400,
  metricNamespace: 'DeliveryMetrics',
  windows: [7, 28, 90],
  minimumSamples: 5,
  rules: {},
  publishAfterSeconds: PUBLISH_SECONDS,
  bands: {
    year: 2023,
    deploymentsPerDay: [1, 1 / 7, 1 / 30],
    leadTime: [86400, 604800, 2592000],
    changeFailRate: [5, 10, 15],
    recoveryTime: [3600, 86400, 604800],
  },
};

async function measure() {
  const loadAtStart = os.loadavg()[0];
  return {
    throughput: [
      ...await inMemory(),
      ...await onEmulator(),
    ],
    perDeployment: await perDeployment(),
    handlers: fs.readdirSync(HANDLERS).sort().map(handlerOf),
    node: median(Array.from({ length: STARTS }, () => startOf('0'))),
    loadAverage: { atStart: loadAtStart, atEnd: os.loadavg()[0] },
  };
}

const messageOf = (service, event) => JSON.stringify({ binding: { service, environment: 'production', stage: STAGE }, event });
/** The messages of a run, and when they come. */
function messagesOf({ pipeline, startedAt, events }) {
  return events.map(({ second, event }) => ({ at: startedAt + second * 1000, body: messageOf(pipeline, event) }));
}

const wishOf = (service, wish) => JSON.stringify({ binding: { service, environment: 'production', stage: STAGE }, ...wish });
const recordsOf = (bodies) => bodies.map((body, index) => ({ messageId: `${index}`, body, eventSource: 'aws:sqs' }));

/** Pipelines that all run at the same time, again and again: the events of many services mixed, as they come. */
function manyRuns(pipelines, times) {
  const runs = Array.from({ length: pipelines * times }, (_, index) => {
    const [pipeline, time] = [index % pipelines, Math.floor(index / pipelines)];
    return typicalRun(`pipeline${pipeline}`, `execution-${pipeline}-${time}`, START + time * DAY / 4 + pipeline * 1000);
  });
  return { runs, bodies: runs.flatMap(messagesOf).sort((a, b) => a.at - b.at) };
}

async function inMemory() {
  const { runs, bodies } = manyRuns(100, 20);
  await throughput(runs, bodies.slice(0, 2000), 100);
  const rows = [];
  for (const size of [10, 100]) { rows.push({ what: `in memory, batches of ${size}`, ...await throughput(runs, bodies, size) }); }
  return rows;
}

/** One worker: the code of the function, without publishing, which comes once a minute however many events there are. */
async function throughput(runs, bodies, size, elsewhere, settings = SETTINGS) {
  const world = new World(runs);
  const outside = world.outside(settings, elsewhere);
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let first = 0; first < bodies.length; first += size) {
    const batch = bodies.slice(first, first + size);
    world.now = batch[0].at;
    const { batchItemFailures } = await run({ Records: recordsOf(batch.map(({ body }) => body)) }, outside);
    if (batchItemFailures.length > 0) { throw new Error(`${batchItemFailures.length} messages failed`); }
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const calls = Object.entries(world.counts).filter(([name]) => name.startsWith('DynamoDB')).reduce((sum, [, count]) => sum + count, 0);
  const per = (count = 0) => count / bodies.length;
  return {
    events: bodies.length,
    perSecond: bodies.length / seconds,
    cpuMs: (user + system) / 1000 / bodies.length,
    callsPerEvent: per(calls),
    ...!elsewhere && {
      itemsPerEvent: per(world.counts.items), writesPerEvent: per(world.counts['write units']), readsPerEvent: per(world.counts['read units']),
    },
  };
}

/** The same with DynamoDB and SQS of an emulator, if `npm run setup` has installed it: its time is that of the emulator. */
async function onEmulator() {
  const rows = await withEmulator(async (call) => {
    await call('DynamoDB', 'CreateTable', {
      TableName: SETTINGS.table, BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    });
    const { QueueUrl } = await call('SQS', 'CreateQueue', { QueueName: 'queue' });
    const { runs, bodies } = manyRuns(20, 10);
    const measured = [];
    for (const size of [10, 100]) {
      measured.push({ what: `on an emulator, batches of ${size}`, ...await throughput(runs, bodies, size, call, { ...SETTINGS, queue: QueueUrl }) });
    }
    return measured;
  });
  return rows ?? [];
}

/**
 * What the last of many deployments takes: a service that has been deployed twice a day for 90 days. Nothing else comes at the same time, so
 * each batch has what comes within the batching window: the dearest case. The nightly work is counted by itself.
 */
async function perDeployment() {
  const runs = Array.from({ length: 180 }, (_, index) => typicalRun('web', `execution-${index}`.padEnd(36, '-'), START + index * DAY / 2));
  const world = new World(runs);
  const outside = world.outside(SETTINGS);
  const play = async (one) => {
    const invocations = [];
    let waiting = messagesOf(one);
    while (waiting.length > 0) {
      const end = Math.min(...waiting.map(({ at }) => at)) + BATCHING_SECONDS * 1000;
      const batch = waiting.filter(({ at }) => at <= end);
      world.now = end;
      const start = performance.now();
      const before = { ...world.counts };
      await run({ Records: recordsOf(batch.map(({ body }) => body)) }, outside);
      invocations.push({ messages: batch.length, cpuSeconds: (performance.now() - start) / 1000, waits: waitsOf(before, world.counts) });
      waiting = [...waiting.filter(({ at }) => at > end), ...world.sent.splice(0)];
    }
    return invocations;
  };
  for (const one of runs.slice(0, -1)) { await play(one); }

  const last = runs[runs.length - 1];
  const stored = world.stored;
  const deployment = await figures(world, () => play(last));
  const grown = world.stored;
  // Every night, three days of executions are looked at again.
  const wish = wishOf('web', { reconcile: { pipeline: 'web', days: 3 } });
  const recent = runs.slice(-6).reverse().map(({ execution, startedAt }) => ({ pipelineExecutionId: execution, startTime: new Date(startedAt) }));
  const nightly = { ...outside, aws: (service, operation, input) => {
    if (operation !== 'ListPipelineExecutions') { return outside.aws(service, operation, input); }
    world.count('CodePipeline ListPipelineExecutions');
    return Promise.resolve({ pipelineExecutionSummaries: recent });
  } };
  const night = await figures(world, async () => {
    const invocations = [];
    for (let bodies = [wish]; bodies.length > 0; bodies = world.sent.splice(0).map(({ body }) => body)) {
      const start = performance.now();
      const before = { ...world.counts };
      await run({ Records: recordsOf(bodies) }, nightly);
      invocations.push({ messages: bodies.length, cpuSeconds: (performance.now() - start) / 1000, waits: waitsOf(before, world.counts) });
    }
    return invocations;
  });
  return {
    events: last.events.length,
    eventBytes: mean(messagesOf(last).map(({ body }) => Buffer.byteLength(body))),
    deployment,
    night,
    storedBytes: grown.bytes - stored.bytes,
    storedItems: grown.items - stored.items,
  };
}

/** How long calls take that were made, one after the other. */
function waitsOf(before, after) {
  return Object.entries(after).reduce((sum, [name, count]) => sum + (LATENCY[name.split(' ')[0]] ?? 0) * (count - (before[name] ?? 0)), 0);
}

async function figures(world, work) {
  const before = { counts: { ...world.counts }, bytes: world.lines.bytes };
  const invocations = await work();
  const since = (name) => (world.counts[name] ?? 0) - (before.counts[name] ?? 0);
  const sends = since('SQS SendMessage');
  const messages = invocations.reduce((sum, one) => sum + one.messages, 0);
  const seconds = invocations.reduce((sum, one) => sum + one.cpuSeconds + one.waits, 0);
  return {
    invocations: invocations.length, messages,
    // A request each to send; to receive and to delete take up to ten messages, so at least one each for every batch.
    queueRequests: messages + invocations.reduce((sum, one) => sum + 2 * Math.ceil(one.messages / 10), 0),
    sends, items: since('items'), writeUnits: since('write units'), queries: since('DynamoDB Query'), readUnits: since('read units'),
    askedPipeline: Object.keys(world.counts).filter((name) => name.startsWith('CodePipeline')).reduce((sum, name) => sum + since(name), 0),
    cpuMs: 1000 * invocations.reduce((sum, one) => sum + one.cpuSeconds, 0), seconds, gigabyteSeconds: seconds * MEMORY_GB,
    // Lambda itself writes START, END and REPORT of each call.
    logBytes: world.lines.bytes - before.bytes + 350 * invocations.length,
  };
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** The folder as it is uploaded, and what a fresh process takes to load its entries. */
function handlerOf(folder) {
  const place = path.join(HANDLERS, folder);
  const files = fs.readdirSync(place).map((file) => path.join(place, file));
  const bytes = files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  if (bytes > MOST_BYTES) { throw new Error(`handlers/${folder} has ${bytes} bytes, and must have at most ${MOST_BYTES}`); }
  const entries = files.filter((file) => /exports\.handler\b|module\.exports = \{[^}]*\bhandler\b/.test(fs.readFileSync(file, 'utf8')));
  const load = entries.map((entry) => `require(${JSON.stringify(entry)})`).join(';');
  const measured = (script) => median(Array.from({ length: STARTS }, () => startOf(script)));
  const sdk = sdkOf(path.join(place, 'aws.js'));
  return { folder, bytes, files: files.length, startMs: measured(load), withSdkMs: sdk && measured(`${load};${sdk}`) };
}

/** Loads the clients of the SDK that a handler may use; undefined where they are not installed, for the runtime of Lambda brings them. */
function sdkOf(file) {
  if (!fs.existsSync(file)) { return undefined; }
  const packages = [...new Set(fs.readFileSync(file, 'utf8').match(/@aws-sdk\/[\w-]+/g))];
  try {
    return packages.map((name) => `require(${JSON.stringify(require.resolve(name))})`).join(';') || undefined;
  } catch {
    return undefined;
  }
}

function startOf(script) {
  const start = performance.now();
  execFileSync(process.execPath, ['-e', script], { stdio: 'ignore', env: { ...process.env, SETTINGS: '{}' } });
  return performance.now() - start;
}

const round = (number, digits = 0) => number === undefined ? '' : number.toFixed(digits);

function printDelivery({ throughput: rows, perDeployment: { events, eventBytes, deployment, night, storedBytes, storedItems }, handlers, node }) {
  const head = ['', 'events', 'a second', 'CPU ms', 'calls', 'items', 'write units', 'read units'];
  printTable('Events of pipelines, one worker', head, rows.map(({ what, events: count, perSecond, cpuMs, ...per }) => [
    what, count, round(perSecond), round(cpuMs, 2),
    ...[per.callsPerEvent, per.itemsPerEvent, per.writesPerEvent, per.readsPerEvent].map((number) => round(number, 2)),
  ]));
  console.log('CPU, calls of DynamoDB, items and units are for each event.');

  const both = (what, name, digits) => [what, round(deployment[name], digits), round(night[name], digits)];
  printTable('A deployment, and a night, of a service with two a day', ['', 'deployment', 'night'], [
    ['events', events, ''], ['bytes of an event', round(eventBytes), ''],
    both('calls of the function', 'invocations'), both('messages', 'messages'), both('requests to the queue', 'queueRequests'),
    both('items written', 'items'), both('write units', 'writeUnits'), both('queries', 'queries'), both('read units', 'readUnits', 1),
    both('calls of CodePipeline', 'askedPipeline'), both('CPU ms', 'cpuMs', 1), both('seconds, with what calls take', 'seconds', 2),
    both('GB-seconds at 256 MB', 'gigabyteSeconds', 3), both('bytes of log', 'logBytes'),
    ['bytes stored', storedBytes, ''], ['items stored', storedItems, ''],
  ]);
  console.log(`Calls are taken to last ${Object.entries(LATENCY).map(([service, seconds]) => `${seconds * 1000} ms for ${service}`).join(', ')}.`);

  const title = `Functions; a process of Node by itself takes ${round(node)} ms`;
  printTable(title, ['', 'files', 'KB', 'start ms', 'with the SDK'], handlers.map(({ folder, files, bytes, startMs, withSdkMs }) => [
    folder, files, round(bytes / 1024, 1), round(startMs), withSdkMs === undefined ? 'not installed' : round(withSdkMs),
  ]));
}

async function main(args) {
  const measured = await measure();
  if (args.includes('--json')) { console.log(JSON.stringify(measured)); } else { printDelivery(measured); }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(`bench: ${error.message}`);
    process.exit(1);
  });
}

module.exports = { printDelivery };
