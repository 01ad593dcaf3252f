// Tables of the results, at most 100 columns wide. Times are milliseconds, numbers medians over the rounds.
// CPU is the time that a process was given, which others on the machine change little; the rest is the clock on the wall.
const { distinct, median, ratio, ratioAbove, slopes } = require('./statistics');

const GROUPS = [
  {
    title: 'Services',
    reference: 'hand-written',
    contenders: ['library', 'hand-written', 'floor', 'ecs-patterns', 'ecs-codedeploy', 'ecs-codedeploy-full'],
  },
  {
    title: 'A CPU alarm and a dashboard section per service',
    reference: 'dashboard-monitoring',
    contenders: ['dashboard-ground', 'dashboard-library', 'dashboard-monitoring'],
  },
  {
    title: 'Pipelines',
    reference: 'pipeline-hand-written',
    contenders: ['pipeline-ground', 'pipeline-library', 'pipeline-hand-written', 'pipeline-cdk'],
  },
];

function printReport(results) {
  const { node, cores, loadAverage, cases, loading, loadedParts, validation } = results;
  console.log(`Node ${node}, ${cores} cores, load average ${loadAverage.atStart.toFixed(1)} at the start and ${loadAverage.atEnd.toFixed(1)} at the end`);
  for (const group of GROUPS) {
    printTimes(cases, group);
    printSizes(cases, group);
  }
  printLoading(loading, loadedParts);
  printValidation(validation);
  printTargets(cases, loading);
}

function printTimes(cases, { title, reference, contenders }) {
  const counts = distinct(cases.filter(({ contender }) => contenders.includes(contender)).map(({ services }) => services));
  const rows = counts.flatMap((services) => contenders.map((contender) => {
    const these = cases.filter((one) => one.contender === contender && one.services === services);
    const medianOf = (key) => median(these.map((one) => one[key])).toFixed(0);
    const perService = (key) => [
      median(slopes(cases, contender, services, key)).toFixed(1),
      ratio(cases, contender, reference, services, key).toFixed(2),
    ];
    return [
      contender, services, medianOf('constructMs'), medianOf('synthMs'),
      ...services === 1 ? ['', '', '', ''] : [...perService('totalMs'), ...perService('cpuMs')],
      medianOf('peakMemoryMb'),
    ];
  }));
  const head = ['', 'services', 'construct', 'synth', 'per service', 'ratio', 'in CPU', 'ratio', 'peak MB'];
  printTable(`${title}, in milliseconds; ratios to ${reference}`, head, rows);
}

/** Sizes of one more service in a stack that is there already. */
function printSizes(cases, { contenders }) {
  const rows = contenders.map((contender) => {
    const perService = (key) => median(slopes(cases, contender, 10, key));
    const counts = ['resources', 'roles', 'projects', 'lambdas', 'customResources'].map((key) => perService(key).toFixed(0));
    return [contender, ...counts, (perService('templateBytes') / 1024).toFixed(1)];
  });
  printTable('One more of them adds', ['', 'resources', 'roles', 'projects', 'Lambdas', 'custom resources', 'template KB'], rows);
}

function printLoading(loading, loadedParts) {
  const whats = distinct(loading.map(({ what }) => what));
  printTable('Loading', ['', 'ms', 'CPU'], whats.map((what) => [what, ...['ms', 'cpuMs'].map((key) => medianOfLoading(loading, what, key).toFixed(0))]));

  const parts = Object.entries(loadedParts).sort(([, a], [, b]) => b.ms - a.ms);
  const total = (key) => parts.reduce((sum, [, part]) => sum + part[key], 0);
  printTable('What this library loads, after App and Stack (times include being watched)', ['', 'modules', 'ms'], [
    ...parts.slice(0, 8).map(([name, { modules, ms }]) => [name, modules, ms.toFixed(1)]),
    ['all', total('modules'), total('ms').toFixed(1)],
  ]);
}

function medianOfLoading(loading, what, key) {
  return median(loading.filter((one) => one.what === what).map((one) => one[key]));
}

/** Validation costs something once per process and something per service; both are differences within a round. */
function printValidation(validation) {
  const extra = (services, key) => {
    const of = (validated) => validation.filter((one) => one.services === services && one.validated === validated).map((one) => one[key]);
    const without = of(false);
    return median(of(true).map((value, index) => value - without[index]));
  };
  const row = (what, value) => [what, ...['totalMs', 'cpuMs'].map((key) => value(key).toFixed(0))];
  printTable('Validation of templates, built into the latest aws-cdk-lib; off in all other tables', ['', 'ms', 'CPU'], [
    row('once per process, with the first service', (key) => extra(1, key)),
    row('for each further service', (key) => (extra(10, key) - extra(1, key)) / 9),
  ]);
}

function printTargets(cases, loading) {
  const services = 50;
  if (!cases.some((one) => one.services === services)) { return console.log(`\nTargets are for ${services} services: measured without --quick.`); }
  const against = (reference, mine = 'library') => ['totalMs', 'cpuMs'].map((key) => ratio(cases, mine, reference, services, key));
  const load = ['ms', 'cpuMs'].map((key) => medianOfLoading(loading, 'this library, after App and Stack', key));
  const watching = (count) => ['wholeMs', 'wholeCpuMs']
    .map((key) => ratioAbove(cases, 'dashboard-ground', 'dashboard-library', 'dashboard-monitoring', count, key));
  const row = (what, [clock, cpu], limit, digits) => [
    what, clock.toFixed(digits), cpu.toFixed(digits), `at most ${limit}`, clock <= limit ? 'met' : 'MISSED',
  ];
  printTable('Targets', ['', 'measured', 'in CPU', 'target', ''], [
    row(`one more of ${services} services, x hand-written`, against('hand-written'), 1.15, 2),
    row(`one more of ${services} services, x ecs-codedeploy`, against('ecs-codedeploy'), 0.5, 2),
    row(`one more of ${services} services, x ecs-codedeploy-full`, against('ecs-codedeploy-full'), 0.5, 2),
    row(`one more of ${services} pipelines, x pipeline-hand-written`, against('pipeline-hand-written', 'pipeline-library'), 1.1, 2),
    row('loading after App and Stack, in ms', load, 60, 0),
    ...[1, 10, services].map((count) => row(`watching ${count} services, loading included, x cdk-monitoring-constructs`, watching(count), 0.7, 2)),
  ]);
}

/** The first column is text, the others are numbers. */
function printTable(title, head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => String(row[column]).length)));
  const line = (row) => row.map((cell, column) => column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column])).join('  ');
  console.log(`\n${title}\n\n${[head, ...rows].map(line).join('\n')}`);
}

module.exports = { printReport, printTable };
