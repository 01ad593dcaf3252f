/** What one more service costs in each round: the slope between one service and many, which leaves out what is paid once. */
function slopes(cases, contender, services, key) {
  const one = byRound(cases, contender, 1);
  const many = byRound(cases, contender, services);
  return [...many].map(([round, value]) => (value[key] - one.get(round)[key]) / (services - 1));
}

/** Slopes of two contenders, divided round by round: what drifts between rounds cancels. */
function ratio(cases, contender, reference, services, key) {
  const mine = slopes(cases, contender, services, key);
  const theirs = slopes(cases, reference, services, key);
  return median(mine.map((value, index) => value / theirs[index]));
}

/** What two contenders add to a common ground, divided round by round; what is paid once is in it. */
function ratioAbove(cases, ground, contender, reference, services, key) {
  const [base, mine, theirs] = [ground, contender, reference].map((name) => byRound(cases, name, services));
  return median([...base].map(([round, { [key]: bare }]) => (mine.get(round)[key] - bare) / (theirs.get(round)[key] - bare)));
}

function byRound(cases, contender, services) {
  const these = cases.filter((one) => one.contender === contender && one.services === services);
  return new Map(these.map((one) => [one.round, one]));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function distinct(values) {
  return [...new Set(values)];
}

module.exports = { distinct, median, ratio, ratioAbove, slopes };
