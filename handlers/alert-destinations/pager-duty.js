'use strict';
const { createHash } = require('node:crypto');

/** @see https://developer.pagerduty.com/docs/send-alert-event */
const LONGEST_KEY = 255;
const LONGEST_SUMMARY = 1024;

const SEVERITIES = { critical: 'critical', warning: 'warning', informational: 'info' };

exports.hasIncidents = true;

exports.requestOf = function requestOf(step, change, { url, secret, component }) {
  const key = { routing_key: secret, event_action: step, dedup_key: dedupKeyOf(change) };
  return { url, body: step === 'trigger' ? { ...key, ...describe(change, component) } : key };
};

function describe(change, component) {
  const { alarmName, alarmArn, description, reason, severity, changedAt, tags, metric, runbookUrl, consoleUrl, client = 'Amazon CloudWatch' } = change;
  return {
    client,
    client_url: consoleUrl,
    payload: {
      summary: `${alarmName}: ${description ?? reason ?? 'is in alarm'}`.slice(0, LONGEST_SUMMARY),
      source: alarmArn,
      severity: SEVERITIES[severity] ?? 'critical',
      timestamp: changedAt,
      component: component ?? tags.service,
      group: tags.team,
      class: metric,
      custom_details: { description, reason, runbook: tags.runbook, ...tags },
    },
    links: [
      ...runbookUrl ? [{ href: runbookUrl, text: 'Runbook' }] : [],
      ...consoleUrl ? [{ href: consoleUrl, text: client.replace('Amazon ', '') }] : [],
    ],
  };
}

/** The ARN of the alarm, so that duplicates are one incident. Alarm names may be as long as the key by themselves. */
function dedupKeyOf({ alarmArn }) {
  if (alarmArn.length <= LONGEST_KEY) { return alarmArn; }
  const hash = createHash('sha256').update(alarmArn).digest('hex');
  return `${alarmArn.slice(0, LONGEST_KEY - hash.length - 1)}#${hash}`;
}
