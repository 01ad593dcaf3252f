'use strict';

/**
 * What to do about a change with a tool that keeps incidents open until it hears that they are over.
 *
 * Messages come late, twice and in any order: a change that is older than what holds now must not leave an incident open
 * that is over, nor close one that is not. So CloudWatch is asked; without its answer, the change is taken at its word.
 */
exports.stepsOf = async function stepsOf(change, outside) {
  if (change.state === 'INSUFFICIENT_DATA') { return { steps: [], note: 'neither an incident nor the end of one' }; }
  const { present, note } = await presentOf(change, outside);
  if (change.state === 'ALARM') {
    // Nobody misses it, and nobody finds it open: its end may have come first.
    return present === 'OK' ? { steps: ['trigger', 'resolve'], note: 'it is over already' } : { steps: ['trigger'], note };
  }
  return present === 'ALARM' ? { steps: [], note: 'it has begun again' } : { steps: ['resolve'], note };
};

/** The state that holds now, if it is a later one. */
async function presentOf({ alarmName, alarmArn, changedAt }, { aws }) {
  try {
    const { MetricAlarms = [], CompositeAlarms = [] } = await aws('CloudWatch', 'DescribeAlarms', {
      AlarmNames: [alarmName], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    });
    const alarm = [...MetricAlarms, ...CompositeAlarms].find(({ AlarmArn }) => AlarmArn === alarmArn);
    if (!alarm || !changedAt) { return {}; }
    const since = timeOf(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp);
    return since > Date.parse(changedAt) ? { present: alarm.StateValue } : {};
  } catch (error) {
    return { note: `the present state is not known: ${error.message}` };
  }
}

/** The SDK gives a Date; the API itself gives seconds or a text. */
function timeOf(value) {
  return typeof value === 'number' ? value * 1000 : new Date(value).getTime();
}
