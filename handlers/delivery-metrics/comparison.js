'use strict';
// A custom widget of a CloudWatch dashboard: where each service stands, and where it wants to be. Only reads.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html

const { callAws } = require('./aws');
const { bandOf, summarize } = require('./metrics');
const { LOOK_BACK, streamOf } = require('./publish');
const { reduce } = require('./reducer');
const { Store } = require('./store');
const { band, duration, escape, frequency, percentage, sources } = require('./words');

const DAY = 24 * 60 * 60 * 1000;

/** Services that are read at the same time. */
const AT_ONCE = 10;

const DOCUMENTATION = `## Delivery, now and wanted

For each service: how often it is deployed, how long a commit takes until it is deployed (median), how many deployments fail, how long it takes to
recover (median), how many deployments are rework, each against its target; the band among the teams of DORA's report; and where the times of
commits come from.

\`\`\` yaml
streams:
  - service: web
    environment: prod
days: 28
targets: # all optional; seconds and percent
  deploymentsPerDay: 1
  leadTime: 86400
  changeFailRate: 15
  recoveryTime: 7200
  reworkRate: 10
\`\`\``;

/** What a column says, when it has enough to go by, and which side of the target is good. */
const COLUMNS = [
  {
    title: 'Deployments', target: 'deploymentsPerDay', more: true, words: frequency,
    value: ({ deploymentsPerDay }) => deploymentsPerDay, samples: () => Infinity,
  },
  { title: 'Lead time', target: 'leadTime', words: duration, value: ({ leadTimeP50 }) => leadTimeP50, samples: ({ deployments }) => deployments },
  {
    title: 'Change fail rate', target: 'changeFailRate', words: percentage,
    value: ({ changeFailRate }) => changeFailRate, samples: ({ attempts }) => attempts,
  },
  { title: 'Recovery time', target: 'recoveryTime', words: duration, value: ({ recoveryTimeP50 }) => recoveryTimeP50, samples: () => Infinity },
  { title: 'Rework', target: 'reworkRate', words: percentage, value: ({ reworkRate }) => reworkRate, samples: ({ deployments }) => deployments },
];

class Wrong extends Error {}

exports.handler = (event) => show(event, { aws: callAws, now: () => Date.now(), settings: JSON.parse(process.env.SETTINGS) });

/** The handler with what it needs of the outside world. */
exports.show = show;

/** @returns {Promise<string>} HTML, also when something is wrong: a dashboard shows nothing of an error */
async function show(event, outside) {
  if (event?.describe) { return DOCUMENTATION; }
  try {
    const wish = read(event);
    const rows = [];
    for (let first = 0; first < wish.streams.length; first += AT_ONCE) {
      rows.push(...await Promise.all(wish.streams.slice(first, first + AT_ONCE).map((stream) => rowOf(stream, wish, outside))));
    }
    return table(rows, wish, outside.settings);
  } catch (error) {
    return error instanceof Wrong
      ? `<p>This widget cannot be shown: ${escape(error.message)}.</p>`
      : `<p>The facts could not be read: ${escape(error.message)}</p>`;
  }
}

function read({ widgetContext, ...own } = {}) {
  const { streams, days = 28, targets = {} } = { ...widgetContext?.params, ...own };
  const isText = (value) => typeof value === 'string' && value !== '';
  if (!Array.isArray(streams) || streams.length === 0 || !streams.every((stream) => isText(stream?.service) && isText(stream?.environment))) {
    throw new Wrong('\'streams\' must be a list of at least one { service, environment }');
  }
  if (!(days >= 1 && days <= 365)) { throw new Wrong(`'days' must be between 1 and 365, got ${JSON.stringify(days)}`); }
  if (typeof targets !== 'object' || targets === null) { throw new Wrong('\'targets\' must be an object'); }
  const known = COLUMNS.map(({ target }) => target);
  for (const [name, value] of Object.entries(targets)) {
    if (!known.includes(name)) { throw new Wrong(`'targets' must have only ${known.join(', ')}, got ${name}`); }
    if (!Number.isFinite(value) || value < 0) { throw new Wrong(`'targets.${name}' must be a number from 0 up, got ${JSON.stringify(value)}`); }
  }
  return { streams, days, targets };
}

async function rowOf(stream, { days, targets }, outside) {
  const { settings } = outside;
  const to = outside.now();
  const span = { from: to - days * DAY, to };
  const records = reduce(await new Store(outside).facts(streamOf(stream), span.from - LOOK_BACK), settings.rules);
  const summary = summarize(records, span);
  const deployed = records.deployments.filter(({ deployedAt }) => deployedAt >= span.from && deployedAt < to);
  return [
    `<b>${escape(stream.service)}</b><br>${escape(stream.environment)}`,
    ...COLUMNS.map((column) => cellOf(column, summary, targets[column.target], settings)
      + (column.target === 'recoveryTime' && records.open ? `<br>failing for ${escape(duration((to - records.open.from) / 1000))}` : '')),
    escape(band(bandOf(summary, settings.bands, settings.minimumSamples).overall)),
    escape(sources(deployed)),
  ];
}

/** Such as "weekly (2 a week) → daily, missed". */
function cellOf({ value, words, samples, more }, summary, target, { minimumSamples = 1 }) {
  const wanted = target === undefined ? '' : ` → ${more ? '' : '&lt; '}${escape(words(target))}`;
  const count = samples(summary);
  if (count < minimumSamples) { return `too few to say (${count} of ${minimumSamples})${wanted}`; }
  const now = value(summary);
  if (now === undefined) { return `nothing yet${wanted}`; }
  if (target === undefined) { return escape(words(now)); }
  const met = more ? now >= target : now <= target;
  return `${escape(words(now))}${wanted}<br><span style="color:${met ? '#1d8102' : '#d13212'}">${met ? '✓ met' : '✗ missed'}</span>`;
}

function table(rows, { days }, { bands }) {
  const head = ['Service', ...COLUMNS.map(({ title }) => title), bands?.year ? `Band of ${bands.year}` : 'Band', 'Commit times from'];
  const line = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  const lines = [line(head.map(escape), 'th'), ...rows.map((row) => line(row, 'td'))];
  return `<table><caption>The last ${escape(days)} days: now → target</caption>${lines.join('')}</table>`;
}
