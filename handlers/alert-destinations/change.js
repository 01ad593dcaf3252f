'use strict';
const { readAnnouncement } = require('./announcement');
const { Hopeless } = require('./post');

const STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

/** What a message of Amazon SNS says: a change of an alarm, or an announcement. Anything else never becomes deliverable. */
exports.readNews = function readNews(body, topics) {
  const envelope = parse(body, 'the message');
  const message = parse(envelope.Message, 'the notification');
  const announcement = readAnnouncement(message, envelope);
  return announcement ? { announcement } : { change: changeIn(message, envelope, topics) };
};

function changeIn(message, envelope, topics) {
  const { AlarmName: alarmName, NewStateValue: state } = message;
  if (typeof alarmName !== 'string' || alarmName === '') { throw new Hopeless('the notification has no AlarmName'); }
  if (!STATES.includes(state)) { throw new Hopeless(`the notification has the state ${JSON.stringify(state)}`); }

  const alarmArn = text(message.AlarmArn) ?? alarmName;
  const tags = tagsOf(message.AlarmTags);
  return {
    alarmName,
    alarmArn,
    state,
    previousState: text(message.OldStateValue),
    description: text(message.AlarmDescription),
    reason: text(message.NewStateReason),
    // Without a time, what is known is that it was before now.
    changedAt: timeOf(message.StateChangeTime) ?? timeOf(envelope.Timestamp),
    account: text(message.AWSAccountId),
    region: alarmArn.split(':')[3],
    severity: topics.find(({ topic }) => topic === envelope.TopicArn)?.severity ?? tags.severity ?? 'critical',
    tags,
    metric: metricOf(message.Trigger),
    runbookUrl: /^https?:\/\//.test(tags.runbook) ? tags.runbook : undefined,
    consoleUrl: consoleUrlOf(alarmArn, alarmName),
  };
}

function parse(json, what) {
  let value;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Hopeless(`${what} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { throw new Hopeless(`${what} is no object`); }
  return value;
}

function text(value) {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list of keys and values, or values by key. */
function tagsOf(tags) {
  if (Array.isArray(tags)) {
    return Object.fromEntries(tags.filter(Boolean).map((tag) => [tag.Key ?? tag.key, tag.Value ?? tag.value]).filter(([key]) => key !== undefined));
  }
  return typeof tags === 'object' && tags !== null ? tags : {};
}

/** CloudWatch writes `2026-01-12T16:30:42.236+0000`, which is not ISO 8601. */
function timeOf(value) {
  const time = Date.parse(String(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function metricOf(trigger) {
  return text(trigger?.MetricName) && [trigger.Namespace, trigger.MetricName].filter(Boolean).join(' ');
}

function consoleUrlOf(alarmArn, alarmName) {
  const [, partition, , region] = alarmArn.split(':');
  if (!region) { return undefined; }
  const domain = { 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' }[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${domain}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(alarmName)}`;
}
