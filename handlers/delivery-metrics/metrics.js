// The five DORA metrics of a span of time, from the records of the reducer. Pure.

const DAY = 24 * 60 * 60 * 1000;

/**
 * @param {object} records of `reduce`
 * @param {{from: number, to: number}} span in milliseconds; `to` is not in it
 * @returns all times in seconds, all rates in percent; `undefined` where there is nothing to say
 */
function summarize({ deployments, attempts, recoveries }, { from, to }) {
  const within = (time) => time >= from && time < to;
  const deployed = deployments.filter(({ deployedAt }) => within(deployedAt));
  const attempted = attempts.filter(({ startedAt }) => within(startedAt));
  const leadTimes = deployed.flatMap(({ commits }) => commits.map(({ leadTime }) => leadTime)).filter((time) => time !== undefined);
  const recovered = recoveries.filter((recovery) => within(recovery.to));
  return {
    deployments: deployed.length,
    deploymentsPerDay: deployed.length / ((to - from) / DAY),
    attempts: attempted.length,
    leadTimeP50: inSeconds(percentile(leadTimes, 50)),
    leadTimeP90: inSeconds(percentile(leadTimes, 90)),
    commits: leadTimes.length,
    changeFailRate: percent(attempted.filter(({ causes }) => causes.length > 0).length, attempted.length),
    recoveryTimeP50: inSeconds(percentile(recovered.map((recovery) => recovery.to - recovery.from), 50)),
    recoveries: recovered.length,
    reworkRate: percent(deployed.filter(({ rework }) => rework).length, deployed.length),
  };
}

/**
 * Where the teams of a report of DORA stand: 4 elite, 3 high, 2 medium, 1 low.
 *
 * @param {object} summary of `summarize`
 * @param {object} bands for each metric, the bounds of elite, high and medium, in seconds and percent. At least as many deployments a day, at
 *   most as much of everything else.
 * @returns {{overall?: number}} the band of each metric, and the worst of them. Nothing is said of less than `minimumSamples` deployments. A
 *   service that never had to recover has no band for it, and is none the worse for that.
 */
function bandOf(summary, bands, minimumSamples = 1) {
  if (!bands || summary.deployments < minimumSamples) { return {}; }
  const atMost = (value, bounds) => place((bound) => value <= bound, value, bounds);
  const told = {
    deploymentsPerDay: place((bound) => summary.deploymentsPerDay >= bound, summary.deploymentsPerDay, bands.deploymentsPerDay),
    leadTime: atMost(summary.leadTimeP50, bands.leadTime),
    changeFailRate: atMost(summary.attempts < minimumSamples ? undefined : summary.changeFailRate, bands.changeFailRate),
    recoveryTime: atMost(summary.recoveryTimeP50, bands.recoveryTime),
  };
  const known = Object.values(told).filter((band) => band !== undefined);
  return { ...told, overall: known.length === 0 ? undefined : Math.min(...known) };
}

function place(isWithin, value, bounds) {
  if (value === undefined || !bounds) { return undefined; }
  const index = bounds.findIndex(isWithin);
  return index === -1 ? 1 : 4 - index;
}

/** Between two values in the middle, their mean: the median that everybody computes by hand. */
function percentile(values, percentage) {
  if (values.length === 0) { return undefined; }
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * percentage / 100;
  const [below, above] = [Math.floor(position), Math.ceil(position)];
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

const percent = (part, whole) => whole === 0 ? undefined : 100 * part / whole;
const inSeconds = (milliseconds) => milliseconds === undefined ? undefined : milliseconds / 1000;

module.exports = { summarize, bandOf, percentile };
