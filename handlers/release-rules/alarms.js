'use strict';

/** As many pages of an alarm's history are read; a page has 100. */
const MAX_PAGES = 10;

const BOTH_KINDS = ['MetricAlarm', 'CompositeAlarm'];

/** Which alarms fire now, which have begun to since a time, and which do not exist. */
exports.lookAt = async function lookAt(names, since, { aws, now }) {
  const { MetricAlarms = [], CompositeAlarms = [] } = await aws('CloudWatch', 'DescribeAlarms', { AlarmNames: names, AlarmTypes: BOTH_KINDS, MaxRecords: 100 });
  const states = new Map([...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
  const existing = names.filter((name) => states.has(name));
  const fired = [];
  for (const name of existing) {
    if (await hasFired(name, since, now(), aws)) { fired.push(name); }
  }
  return {
    missing: names.filter((name) => !states.has(name)),
    firing: existing.filter((name) => states.get(name) === 'ALARM'),
    fired,
  };
};

async function hasFired(name, since, until, aws) {
  let NextToken;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await aws('CloudWatch', 'DescribeAlarmHistory', {
      AlarmName: name,
      AlarmTypes: BOTH_KINDS,
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(since),
      EndDate: new Date(until),
      ScanBy: 'TimestampDescending',
      MaxRecords: 100,
      ...NextToken && { NextToken },
    });
    if ((answer.AlarmHistoryItems ?? []).some(becameAlarm)) { return true; }
    NextToken = answer.NextToken;
    if (!NextToken) { break; }
  }
  return false;
}

function becameAlarm({ HistoryData, HistorySummary = '' }) {
  try {
    const state = JSON.parse(HistoryData).newState?.stateValue;
    if (state) { return state === 'ALARM'; }
  } catch { /* The summary says it too. */ }
  return / to ALARM\b/.test(HistorySummary);
}
