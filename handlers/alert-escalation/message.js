'use strict';
// A repeated alert has the shape of the alarm's own, field by field: chat and paging services know that one, and drop others.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-SNS.html

const { ACKNOWLEDGEMENT, time } = require('./alarm');

/** Subjects are ASCII, and 100 characters at most. */
const MAX_SUBJECT = 100;

/** CloudWatch names regions as the console does. Others are named by their code. */
const REGIONS = {
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ca-central-1': 'Canada (Central)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-north-1': 'EU (Stockholm)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-west-3': 'EU (Paris)',
  'sa-east-1': 'South America (Sao Paulo)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
};

/** What is published to a topic for one repetition. */
exports.messageOf = function messageOf(alarm, repetition) {
  const { alarmArn, round, rounds, account, since } = repetition;
  const reason = `${reminderOf(repetition)} ${alarm.StateReason ?? ''}`.trim();
  const change = { alarmArn, account, state: 'ALARM', before: 'OK', at: since, reason };
  return publication(alarm, change, `Nobody has acknowledged ${alarm.AlarmName} (${round} of ${rounds})`);
};

/** What those hear at the end who heard of the alarm by a repetition. */
exports.endOf = function endOf(alarm, { alarmArn, account }) {
  const at = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return publication(alarm, { alarmArn, account, state: 'OK', before: 'ALARM', at, reason: alarm.StateReason ?? '' }, `${alarm.AlarmName} is over`);
};

function publication(alarm, change, sms) {
  const { alarmArn, state, reason } = change;
  const code = alarmArn.split(':')[3];
  const region = REGIONS[code] ?? code;
  const subject = `${state}: "${alarm.AlarmName}" in ${region}`.replace(/[^\x20-\x7e]/g, '?');
  return {
    Subject: subject.length > MAX_SUBJECT ? `${subject.slice(0, MAX_SUBJECT - 3)}...` : subject,
    MessageStructure: 'json',
    Message: JSON.stringify({
      default: JSON.stringify(notificationOf(alarm, region, change)),
      email: `${reason}\n\nAlarm: ${alarm.AlarmName}\n${alarm.AlarmDescription ?? ''}\n\n${linkTo(alarm.AlarmName, alarmArn)}\n`,
      sms: sms.slice(0, 140),
    }),
  };
}

function reminderOf({ alarmArn, since, now, round, rounds, escalated }) {
  const minutes = Math.max(1, Math.round((now - time(since)) / 60_000));
  const code = alarmArn.split(':')[3];
  return `Reminder ${round} of ${rounds}: nobody has acknowledged this alarm for ${minutes} minutes${escalated ? ', so it has been escalated' : ''}. `
    + `To acknowledge it: aws cloudwatch tag-resource --region ${code} --resource-arn '${alarmArn}' --tags Key=${ACKNOWLEDGEMENT},Value=YOUR-NAME`;
}

function notificationOf(alarm, region, { alarmArn, account, state, before, at, reason }) {
  return {
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: stamp(alarm.AlarmConfigurationUpdatedTimestamp),
    ...alarm.AlarmRule && { AlarmRule: alarm.AlarmRule },
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: stamp(at),
    Region: region,
    AlarmArn: alarmArn,
    OldStateValue: before,
    OKActions: alarm.OKActions ?? [],
    AlarmActions: alarm.AlarmActions ?? [],
    InsufficientDataActions: alarm.InsufficientDataActions ?? [],
    ...!alarm.AlarmRule && { Trigger: triggerOf(alarm) },
  };
}

function triggerOf(alarm) {
  const common = {
    Period: alarm.Period,
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold,
    TreatMissingData: alarm.TreatMissingData ?? '',
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? '',
  };
  if (alarm.Metrics?.length) { return { ...common, Metrics: alarm.Metrics.map(metricOf) }; }
  const percentile = alarm.ExtendedStatistic;
  return {
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    StatisticType: percentile ? 'ExtendedStatistic' : 'Statistic',
    ...percentile ? { ExtendedStatistic: percentile } : { Statistic: alarm.Statistic?.toUpperCase().replace('SAMPLECOUNT', 'SAMPLE_COUNT') },
    Unit: alarm.Unit ?? null,
    Dimensions: dimensionsOf(alarm),
    ...common,
  };
}

function metricOf({ Id, Expression, Label, MetricStat, ReturnData }) {
  return {
    Id,
    ...Label && { Label },
    ...Expression && { Expression },
    ...MetricStat && {
      MetricStat: {
        Metric: { Dimensions: dimensionsOf(MetricStat.Metric), MetricName: MetricStat.Metric.MetricName, Namespace: MetricStat.Metric.Namespace },
        Period: MetricStat.Period,
        Stat: MetricStat.Stat,
      },
    },
    ReturnData: ReturnData ?? true,
  };
}

function dimensionsOf({ Dimensions = [] }) {
  return Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
}

/** As CloudWatch writes it: 2026-11-25T04:17:00.000+0000. */
function stamp(value) {
  const at = time(value);
  return at === undefined ? undefined : new Date(at).toISOString().replace('Z', '+0000');
}

function linkTo(name, alarmArn) {
  const region = alarmArn.split(':')[3];
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
}
