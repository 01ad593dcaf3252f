'use strict';

/** @see https://docs.opsgenie.com/docs/alert-api */
const LONGEST = { message: 130, alias: 512, description: 15_000, tag: 50 };

const PRIORITIES = { critical: 'P1', warning: 'P3', informational: 'P5' };

exports.hasIncidents = true;

exports.requestOf = function requestOf(step, change, { url, secret }) {
  const alias = change.alarmArn.slice(0, LONGEST.alias);
  const headers = { authorization: `GenieKey ${secret}` };
  if (step === 'resolve') {
    const body = { source: 'Amazon CloudWatch', note: (change.reason ?? 'The alarm is over.').slice(0, 1000) };
    return { url: `${url}/${encodeURIComponent(alias)}/close?identifierType=alias`, headers, body };
  }
  return { url, headers, body: { alias, ...describe(change) } };
};

function describe({ alarmName, alarmArn, description, reason, severity, tags, runbookUrl, consoleUrl, client = 'Amazon CloudWatch' }) {
  const links = [runbookUrl && `Runbook: ${runbookUrl}`, consoleUrl && `${client.replace('Amazon ', '')}: ${consoleUrl}`];
  const text = [description, reason, ...links].filter(Boolean).join('\n\n');
  return {
    message: alarmName.slice(0, LONGEST.message),
    description: text.slice(0, LONGEST.description),
    priority: PRIORITIES[severity] ?? 'P1',
    source: client,
    entity: alarmArn.slice(0, LONGEST.alias),
    tags: [severity, tags.team, tags.service].filter(Boolean).map((tag) => tag.slice(0, LONGEST.tag)),
    details: Object.fromEntries(Object.entries({ ...tags, console: consoleUrl }).filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)])),
  };
}
