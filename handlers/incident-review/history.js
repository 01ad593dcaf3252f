'use strict';

const { createHash } = require('node:crypto');

exports.time = time;

/** The SDK makes dates of what are seconds on the wire, and events have texts. */
function time(value) {
  if (value === undefined || value === null) { return undefined; }
  return typeof value === 'number' ? value * 1000 : new Date(value).getTime();
}

/** CloudWatch keeps the history of an alarm for so long. */
const HISTORY = 30 * 24 * 3_600_000;

/** As many changes as 100 a page are looked at; an alarm that has more in a month flaps all the time. */
const MAX_PAGES = 10;

/** The history and the event name the same change with clocks of their own. */
const SAME_CHANGE = 1000;

/**
 * The incident that a change to OK ends: the time in alarm before it, and the earlier ones that it continues. It is
 * read from the history, so that it is the same however often and in which order the changes arrive. Undefined when
 * the alarm had not gone off.
 */
exports.incidentOf = async function incidentOf(change, last, { aws, settings: { joinWithin } }) {
  const { transitions, complete } = await transitionsUntil(change, aws);
  const { episodes, open } = episodesIn(transitions);
  if (open) { episodes.push({ ...open, to: change.end }); }
  const latest = episodes[episodes.length - 1];
  if (!latest || Math.abs(latest.to - change.end) > SAME_CHANGE) {
    if (change.alarmSince === undefined) { return undefined; }
    // The event is here before the history.
    if (!last) { throw new Error(`the history of ${change.alarmName} does not have its alarm yet`); }
    episodes.push({ from: change.alarmSince, to: change.end });
  }
  const joined = joinedWith(episodes, joinWithin);
  // Without a beginning that holds still, there is one incident a day.
  const start = !complete && joined.length === episodes.length ? dayOf(change.end) : joined[0].from;
  return {
    ...change,
    id: createHash('sha256').update(`${change.alarmArn} ${new Date(start).toISOString()}`).digest('hex').slice(0, 12),
    start: joined[0].from,
    named: start,
    episodes: joined,
    transitions: transitions.filter(({ at }) => at >= joined[0].from - SAME_CHANGE),
  };
};

/** Oldest first. */
async function transitionsUntil({ alarmName, end }, aws) {
  const found = [];
  let NextToken;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await aws('CloudWatch', 'DescribeAlarmHistory', {
      AlarmName: alarmName,
      // Without the types, composite alarms are left out.
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(end - HISTORY),
      EndDate: new Date(end + SAME_CHANGE),
      MaxRecords: 100,
      ScanBy: 'TimestampDescending',
      ...NextToken && { NextToken },
    });
    found.push(...(answer.AlarmHistoryItems ?? []).flatMap(transitionOf));
    NextToken = answer.NextToken;
    if (!NextToken) { break; }
  }
  const transitions = found.filter(({ at }) => at <= end + SAME_CHANGE).sort((one, other) => one.at - other.at);
  return { transitions, complete: !NextToken };
}

/** One that cannot be read tells nothing; the others do. */
function transitionOf({ Timestamp, HistoryData }) {
  try {
    const { newState: { stateValue, stateReason } } = JSON.parse(HistoryData);
    return [{ at: time(Timestamp), state: stateValue, reason: stateReason ?? '' }];
  } catch {
    return [];
  }
}

/** From ALARM to OK. An alarm that lacks data in between is not over. */
function episodesIn(transitions) {
  const episodes = [];
  let open;
  for (const { at, state } of transitions) {
    if (state === 'ALARM') { open ??= { from: at }; }
    if (state === 'OK' && open) {
      episodes.push({ ...open, to: at });
      open = undefined;
    }
  }
  return { episodes, open };
}

function joinedWith(episodes, joinWithin) {
  let first = episodes.length - 1;
  while (first > 0 && episodes[first].from - episodes[first - 1].to <= joinWithin) { first--; }
  return episodes.slice(first);
}

function dayOf(at) {
  return new Date(at).setUTCHours(0, 0, 0, 0);
}
