'use strict';
// Called with critical alarms that are over, from a queue. Drafts the review of the incident, once, and keeps its
// timeline up to date while the alarm comes and goes.

const { callAws, print } = require('./aws');
const { changesAround } = require('./changes');
const { writeReview, writeTimeline } = require('./draft');
const { incidentOf, time } = require('./history');
const { Store } = require('./store');

exports.handler = (event) => run(event, { aws: callAws, print, settings: settingsOf(process.env) });

/** The handler with what it needs of the outside world. */
exports.run = run;
exports.settingsOf = settingsOf;

function settingsOf({ BUCKET, JOIN_WITHIN_MINUTES, CHANGES_BEFORE_MINUTES, OPS_ITEMS, MAX_RECEIVES }) {
  return {
    bucket: BUCKET,
    joinWithin: Number(JOIN_WITHIN_MINUTES) * 60_000,
    changesBefore: Number(CHANGES_BEFORE_MINUTES) * 60_000,
    opsItems: OPS_ITEMS === 'true',
    maxReceives: Number(MAX_RECEIVES),
  };
}

/** What fails goes back to the queue and, at last, to the dead letters; the rest of the batch does not. */
async function run({ Records = [] }, outside) {
  const batchItemFailures = [];
  for (const { messageId, body, attributes } of Records) {
    // The last time, a draft without everything is better than none.
    const last = Number(attributes?.ApproximateReceiveCount ?? 1) >= outside.settings.maxReceives;
    try {
      outside.print(await review(read(body), last, outside));
    } catch (error) {
      outside.print({ problem: error.message, message: messageId, last });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

function read(body) {
  const { resources: [alarmArn] = [], detail: { alarmName, state, previousState } = {} } = JSON.parse(body);
  if (!/^arn:[^:]+:cloudwatch:/.test(alarmArn ?? '') || !alarmName || Number.isNaN(time(state?.timestamp) ?? NaN)) {
    throw new Error(`no change of state of an alarm: ${body.slice(0, 500)}`);
  }
  const wasAlarm = previousState?.value === 'ALARM';
  return { alarmArn, alarmName, state: state.value, end: time(state.timestamp), alarmSince: wasAlarm ? time(previousState.timestamp) : undefined };
}

async function review(change, last, outside) {
  const { alarmName } = change;
  if (change.state !== 'OK') { return { alarm: alarmName, result: `nothing to do for ${change.state}` }; }
  const incident = await incidentOf(change, last, outside);
  if (!incident) { return { alarm: alarmName, result: 'the alarm had not gone off before it was over' }; }

  const store = new Store(incident, outside);
  const known = await store.known();
  if (known.until > incident.end) { return { alarm: alarmName, result: 'the review knows more than this', review: store.folder }; }
  const found = { changes: await lookAround(incident, last, outside), alarm: await alarmOf(alarmName, outside) };
  const opsItem = known.opsItem ?? await store.openOpsItem(found);
  await store.putTimeline(writeTimeline(incident, found), opsItem);
  const isNew = await store.putReview(writeReview(incident, found, { opsItem, timeline: store.timelineUri }));
  return { alarm: alarmName, result: isNew ? 'drafted' : 'the draft exists; its timeline is up to date', review: store.folder, opsItem };
}

async function lookAround(incident, last, outside) {
  try {
    return await changesAround(incident, outside);
  } catch (error) {
    if (!last) { throw error; }
    return { list: [], problem: error.message };
  }
}

/** For its description, which may name the runbook. The alarm may be gone by now. */
async function alarmOf(name, { aws, print: log }) {
  try {
    const { MetricAlarms = [], CompositeAlarms = [] } = await aws('CloudWatch', 'DescribeAlarms', { AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    return [...MetricAlarms, ...CompositeAlarms][0] ?? {};
  } catch (error) {
    log({ problem: `the alarm cannot be described: ${error.message}`, consequence: 'the draft lacks its description' });
    return {};
  }
}
