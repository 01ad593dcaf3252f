'use strict';
// Records become metrics in CloudWatch by the embedded metric format: a line in the log, no call, no permission.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

const { bandOf, summarize } = require('./metrics');
const { reduce } = require('./reducer');

const DAY = 24 * 60 * 60 * 1000;

/** CloudWatch takes nothing that is older than two weeks; what is this old has been published or never will be. */
const RECENT = 13 * DAY;

/** Commits may wait for long before they are deployed, and failures before they are mended. */
const LOOK_BACK = 60 * DAY;

/** What the embedded metric format takes of one metric. */
const VALUES = 100;

/**
 * Publishes what is new of a stream, each thing once: the claim decides which of several workers does it.
 *
 * @param {object} known its records, if somebody has them already
 */
async function publishNew(binding, { store, print, now, settings }, known) {
  const stream = streamOf(binding);
  const time = now();
  const records = known ?? reduce(await store.facts(stream, time - LOOK_BACK), settings.rules);
  const news = newsOf(records).filter(({ at }) => at >= time - RECENT);
  const published = news.length > 0 ? await store.published(stream, time - RECENT - DAY) : new Set();
  let count = 0;
  for (const { name, at, metrics } of news.filter((one) => !published.has(one.name))) {
    if (!await store.publish(stream, at, name)) { continue; }
    linesOf(metrics).forEach((line) => print(embedded(at, namesOf(binding), [['Service', 'Environment'], ['Service']], line, settings)));
    count++;
  }
  return count;
}

function newsOf({ deployments, attempts, recoveries }) {
  return [
    ...deployments.map(({ execution, pipeline, deployedAt: at, rework, commits }) => ({
      name: nameOf('deployment', pipeline, execution),
      at,
      metrics: {
        Deployments: [1, 'Count'],
        ReworkDeployments: [rework ? 1 : 0, 'Count'],
        LeadTime: [commits.map(({ leadTime }) => leadTime).filter((value) => value !== undefined).map((value) => value / 1000), 'Seconds'],
      },
    })),
    ...attempts.filter(({ causes }) => causes.length > 0).map(({ execution, pipeline, startedAt: at }) => ({
      name: nameOf('failure', pipeline, execution), at, metrics: { FailedDeployments: [1, 'Count'] },
    })),
    ...recoveries.map(({ from, to: at }) => ({ name: nameOf('recovery', from), at, metrics: { RecoveryTime: [(at - from) / 1000, 'Seconds'] } })),
  ];
}

/** A list that is too long for one line goes on in more lines of its own. */
function linesOf({ LeadTime: [times, unit] = [[]], ...metrics }) {
  const count = Math.max(1, Math.ceil(times.length / VALUES));
  const parts = Array.from({ length: count }, (_, index) => times.slice(index * VALUES, (index + 1) * VALUES));
  return parts.map((part, index) => ({ ...index === 0 && metrics, LeadTime: [part, unit] }));
}

const nameOf = (...parts) => parts.join('#');

/** The metrics of each window that ends now: a gauge a day. */
async function publishGauges(binding, { store, print, now, settings }) {
  const to = now();
  const longest = Math.max(...settings.windows);
  const facts = await store.facts(streamOf(binding), to - longest * DAY - LOOK_BACK);
  const records = reduce(facts, settings.rules);
  for (const days of settings.windows) {
    const summary = summarize(records, { from: to - days * DAY, to });
    const names = { ...namesOf(binding), Window: `${days}d` };
    print(embedded(to, names, [Object.keys(names)], gaugesOf(summary, settings), settings));
  }
  return records;
}

function gaugesOf(summary, { minimumSamples, bands }) {
  const enough = summary.deployments >= minimumSamples;
  return {
    DeploymentsPerDay: [summary.deploymentsPerDay, 'None'],
    LeadTimeP50: [enough ? summary.leadTimeP50 : undefined, 'Seconds'],
    LeadTimeP90: [enough ? summary.leadTimeP90 : undefined, 'Seconds'],
    ChangeFailRate: [summary.attempts >= minimumSamples ? summary.changeFailRate : undefined, 'Percent'],
    RecoveryTimeP50: [summary.recoveryTimeP50, 'Seconds'],
    ReworkRate: [enough ? summary.reworkRate : undefined, 'Percent'],
    Band: [bandOf(summary, bands, minimumSamples).overall, 'None'],
  };
}

/** What is not known is left out: CloudWatch would show zero, which is the best of all values. */
function embedded(timestamp, names, dimensionSets, metrics, { metricNamespace }) {
  const told = Object.entries(metrics).filter(([, [value]]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: dimensionSets, Metrics: told.map(([Name, [, Unit]]) => ({ Name, Unit })) }],
    },
    ...names,
    ...Object.fromEntries(told.map(([name, [value]]) => [name, value])),
  };
}

const namesOf = ({ service, environment }) => ({ Service: service, Environment: environment });

const streamOf = ({ service, environment }) => `${service}#${environment}`;

module.exports = { publishNew, publishGauges, streamOf, LOOK_BACK };
