'use strict';

/** Reasons of states are long; the alarm has all of it. */
const MAX_REASON = 300;

/** The file that is kept up to date: what the machines know. */
exports.writeTimeline = function writeTimeline(incident, found) {
  return lines(
    `# Timeline: ${inline(incident.alarmName)}`,
    '',
    'Written by the machine, and written again whenever the alarm is over. Notes belong into review.md.',
    '',
    ...facts(incident),
    '',
    '## What happened',
    '',
    ...timeline(incident, found),
    '',
    ...remarks(found),
  );
};

/** The file that people complete. */
exports.writeReview = function writeReview(incident, found, { opsItem, timeline: uri }) {
  const [first] = found.changes.list.filter(({ deployment, at }) => deployment && at <= incident.start).slice(-1);
  return lines(
    `# Incident review: ${inline(incident.alarmName)}, ${day(incident.start)}`,
    '',
    '> A draft. It looks for causes in systems, not for people to blame. Complete it while memories are fresh, best within five working days.',
    '',
    '| | |',
    '|---|---|',
    '| Status | draft |',
    '| Led by | |',
    '| Taking part | |',
    `| OpsItem | ${opsItem ?? 'none'} |`,
    `| Timeline, kept up to date | ${cell(uri)} |`,
    '',
    '## Summary',
    '',
    '_Two or three sentences for somebody who was not there: what did users see, from when to when, what ended it?_',
    '',
    ...facts(incident),
    '',
    ...description(found.alarm),
    '## Impact',
    '',
    '- Who was affected, and how many:',
    '- What they could not do:',
    '- Requests that failed, orders or money lost:',
    '- Error budget used:',
    `- Time from the alarm to its end: ${duration(incident.end - incident.start)}`,
    '- Time from the alarm until somebody worked on it:',
    '- Did users tell us before the alarm did?',
    '',
    '## Timeline',
    '',
    ...timeline(incident, found),
    '',
    ...remarks(found),
    '_Add: who noticed, what was tried, what helped._',
    '',
    '## Cause',
    '',
    first
      ? `The last deployment before the alarm was \`${inline(first.name)}\` ${duration(incident.start - first.at)} earlier. It may have nothing to do with it.`
      : 'No deployment was found in the time before the alarm.',
    '',
    '### Five whys',
    '',
    '1. Why did users notice?',
    '2. Why did that happen?',
    '3. Why was that possible?',
    '4. Why did nothing stop it before?',
    '5. Why did we not know?',
    '',
    '## What went well, and what did not',
    '',
    '- Went well:',
    '- Went badly:',
    '- Was luck:',
    '- The runbook: did it help? What was missing?',
    '',
    '## Actions',
    '',
    '| Action | Prevents, detects or shortens | Owner | Due | Ticket |',
    '|---|---|---|---|---|',
    '| | | | | |',
  );
};

function facts({ alarmArn, start, end, episodes }) {
  const inAlarm = episodes.reduce((sum, { from, to }) => sum + to - from, 0);
  return [
    `- Alarm: \`${inline(alarmArn)}\``,
    `- From ${stamp(start)} to ${stamp(end)}: ${duration(end - start)}`,
    `- In alarm for ${duration(inAlarm)}${episodes.length > 1 ? `, ${episodes.length} times` : ''}`,
  ];
}

function description({ AlarmDescription }) {
  return AlarmDescription ? ['What the alarm says of itself:', '', ...AlarmDescription.split('\n').map((line) => `> ${line}`), ''] : [];
}

function timeline({ transitions, episodes }, { changes: { list } }) {
  const states = transitions.length > 0
    ? transitions.map(({ at, state, reason }) => ({ at, what: `alarm: **${state}**`, detail: shorten(reason) }))
    : episodes.flatMap(({ from, to }) => [{ at: from, what: 'alarm: **ALARM**', detail: '' }, { at: to, what: 'alarm: **OK**', detail: '' }]);
  const calls = list.map(({ at, name, service, who, resources, deployment }) => (
    { at, what: `${deployment ? 'deployment' : 'change'}: ${service} ${name}`, detail: `by ${who}${resources.length > 0 ? `: ${resources.join(', ')}` : ''}` }));
  const rows = [...states, ...calls].sort((one, other) => one.at - other.at);
  return ['| When | What | |', '|---|---|---|', ...rows.map(({ at, what, detail }) => `| ${stamp(at)} | ${cell(what)} | ${cell(shorten(detail))} |`)];
}

function remarks({ changes: { problem, incomplete } }) {
  return [
    ...problem ? [`**Deployments and other changes could not be looked up:** ${inline(problem)}. Look in CloudTrail.`, ''] : [],
    ...incomplete ? ['There were more changes than are listed; CloudTrail has all.', ''] : [],
    ...problem ? [] : ['Changes of the last 15 minutes before this was written may be missing: CloudTrail takes that long.', ''],
  ];
}

/** Texts from elsewhere must not end the cell they are in. */
function cell(text) {
  return String(text).replace(/\s+/g, ' ').replace(/[\\|<>]/g, '\\$&').trim();
}

function inline(text) {
  return String(text).replace(/\s+/g, ' ').replace(/`/g, "'");
}

function shorten(text) {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text;
}

function stamp(at) {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function day(at) {
  return new Date(at).toISOString().slice(0, 10);
}

function duration(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) { return 'less than a minute'; }
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [[days, 'day'], [hours, 'hour'], [rest, 'minute']].filter(([count]) => count > 0);
  return parts.map(([count, unit]) => `${count} ${unit}${count > 1 ? 's' : ''}`).join(' ');
}

function lines(...all) {
  return `${all.join('\n')}\n`;
}
