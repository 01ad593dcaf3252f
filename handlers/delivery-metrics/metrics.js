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
    changeFailureRate: percent(attempted.filter(({ causes }) => causes.length > 0).length, attempted.length),
    recoveryTimeP50: inSeconds(percentile(recovered.map((recovery) => recovery.to - recovery.from), 50)),
    recoveries: recovered.length,
    reworkRate: percent(deployed.filter(({ rework }) => rework).length, deployed.length),
  };
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

module.exports = { summarize, percentile };
