'use strict';
// Numbers as people say them. Pure.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The first that a frequency reaches is its name. */
const FREQUENCIES = [
  { atLeast: 2, name: 'on demand', days: 1, unit: 'day' },
  { atLeast: 1, name: 'daily', days: 1, unit: 'day' },
  { atLeast: 1 / 7, name: 'weekly', days: 7, unit: 'week' },
  { atLeast: 1 / 30, name: 'monthly', days: 30, unit: 'month' },
  { atLeast: Number.MIN_VALUE, name: 'less than monthly', days: 365, unit: 'year' },
];

/** Such as "weekly (3.5 a week)", and just "weekly" for exactly that. */
function frequency(perDay) {
  const found = FREQUENCIES.find(({ atLeast }) => perDay >= atLeast);
  if (!found) { return 'never'; }
  const count = number(perDay * found.days);
  return count === '1' ? found.name : `${found.name} (${count} a ${found.unit})`;
}

function duration(seconds) {
  const [size, unit] = [[DAY, 'd'], [HOUR, 'h'], [MINUTE, 'min']].find(([one]) => seconds >= one) ?? [1, 's'];
  return `${number(seconds / size)} ${unit}`;
}

const percentage = (value) => `${number(value)} %`;

/** One decimal at the most: nobody steers by the second. */
const number = (value) => String(Math.round(value * 10) / 10);

const BANDS = { 4: 'Elite', 3: 'High', 2: 'Medium', 1: 'Low' };
const band = (value) => BANDS[value] ?? 'none yet';

const SOURCES = {
  EXACT: 'every commit', HEAD_ONLY: 'the newest commit only', BUILD_METADATA: 'metadata of the build', EVENT: 'the event of the pipeline',
};

/** Where the times of commits come from, with shares when it is not the same for all deployments. */
function sources(deployments) {
  const counts = new Map();
  deployments.forEach(({ commitSource }) => counts.set(commitSource, (counts.get(commitSource) ?? 0) + 1));
  const told = [...counts].sort(([, a], [, b]) => b - a).map(([source, count]) => [SOURCES[source] ?? 'unknown', count / deployments.length]);
  return told.map(([name, share]) => told.length === 1 ? name : `${name} ${percentage(100 * share)}`).join(', ') || 'no deployments';
}

const escape = (text) => String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

module.exports = { frequency, duration, percentage, band, sources, escape };
