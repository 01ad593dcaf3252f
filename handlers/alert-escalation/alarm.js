'use strict';

/** The tag with which a person says: I am at it. */
exports.ACKNOWLEDGEMENT = 'acknowledged-by';

/** An alarm as it is now, composite or not; undefined when it has been deleted. */
exports.describeAlarm = async function describeAlarm(name, aws) {
  // Without the types, composite alarms are left out.
  const { MetricAlarms = [], CompositeAlarms = [] } = await aws('CloudWatch', 'DescribeAlarms', {
    AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  return [...MetricAlarms, ...CompositeAlarms][0];
};

/** The SDK makes dates of what are seconds on the wire, and events have texts. */
exports.time = function time(value) {
  if (value === undefined || value === null) { return undefined; }
  return typeof value === 'number' ? value * 1000 : new Date(value).getTime();
};
