// npm run bench [-- --quick] [-- --rounds=3]: measures all contenders, prints tables, writes bench/results/*.json.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { compileIfStale } = require('../tools/pack');
const { ROOT } = require('../tools/places');
const { printDelivery } = require('./delivery-metrics');
const { printReport } = require('./report');
const { requireSameWork } = require('./same-work');

const SERVICES = ['library', 'hand-written', 'floor', 'ecs-patterns', 'ecs-codedeploy', 'ecs-codedeploy-full'];
const PIPELINES = ['pipeline-ground', 'pipeline-library', 'pipeline-hand-written', 'pipeline-cdk'];
const DASHBOARDS = ['dashboard-ground', 'dashboard-library', 'dashboard-monitoring'];

/** Large apps take long and vary little: three rounds tell enough. */
const LARGE = { services: 200, rounds: 3 };

/** What is loaded first, and then timed. */
const LOADS = {
  'aws-cdk-lib': ['aws-cdk-lib'],
  'App and Stack, after aws-cdk-lib': ['aws-cdk-lib', 'app'],
  'this library, after aws-cdk-lib': ['aws-cdk-lib', 'package'],
  'this library, after App and Stack': ['aws-cdk-lib', 'app', 'package'],
  'cdk-monitoring-constructs, after App and Stack': ['aws-cdk-lib', 'app', 'cdk-monitoring-constructs'],
  'cdk-ecs-codedeploy, after App and Stack': ['aws-cdk-lib', 'app', '@cdklabs/cdk-ecs-codedeploy'],
};

function main(args) {
  const quick = args.includes('--quick');
  const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.split('=')[1] ?? (quick ? 1 : 5));
  const counts = quick ? [1, 10] : [1, 10, 50, LARGE.services];

  const loadAtStart = os.loadavg()[0];
  compileIfStale();
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-run-'));
  try {
    const floors = keepTemplates(work, counts);
    const results = {
      node: process.version,
      cores: os.availableParallelism(),
      cases: measureCases({ rounds, counts, floors }),
      loading: measureLoading(rounds),
      loadedParts: run(['bench/load.js', '--parts', 'aws-cdk-lib', 'app', 'package']).parts,
      validation: measureValidation(rounds),
      delivery: measureDelivery(),
      loadAverage: { atStart: loadAtStart, atEnd: os.loadavg()[0] },
    };
    printReport(results);
    printDelivery(results.delivery);
    save(results, quick ? 'quick.json' : 'full.json');
  } finally {
    fs.rmSync(work, { recursive: true });
  }
}

/** Makes sure that library and hand-written do the same work, and keeps what the floor is made of: a folder per count. */
function keepTemplates(work, counts) {
  return Object.fromEntries(counts.map((count) => {
    if (count < LARGE.services) { keepSame(work, count, 'pipeline-library', 'pipeline-hand-written'); }
    return [count, keepSame(work, count, 'library', 'hand-written')];
  }));
}

/** The folder of the first one's templates. */
function keepSame(work, count, ...contenders) {
  const [library, handWritten] = contenders.map((contender) => {
    const folder = path.join(work, `${contender}-${count}`);
    run(['bench/case.js', contender, count, folder]);
    return folder;
  });
  requireSameWork(library, handWritten);
  return library;
}

/** Contenders take turns, so that what else the machine does meanwhile hits them alike. */
function measureCases({ rounds, counts, floors }) {
  const cases = [];
  for (const round of upTo(rounds)) {
    for (const services of counts.filter((count) => count !== LARGE.services || round <= LARGE.rounds)) {
      say(`round ${round} of ${rounds}: ${services} services`);
      for (const contender of contendersFor(services)) {
        const measured = run(['bench/case.js', contender, services], { BENCH_FLOOR: floors[services] });
        cases.push({ round, contender, services, ...measured });
      }
    }
  }
  return cases;
}

/** The AWS CDK takes 200 pipelines of CDK Pipelines in an app for an endless loop and gives up. */
function contendersFor(services) {
  return [...SERVICES, ...DASHBOARDS, ...services < LARGE.services ? PIPELINES : []];
}

/** Loading is quick and noisy: more rounds. */
function measureLoading(rounds) {
  say('loading');
  return upTo(rounds * 4).flatMap((round) => Object.entries(LOADS).map(([what, steps]) => {
    return { round, what, ...run(['bench/load.js', ...steps]) };
  }));
}

/** The newest aws-cdk-lib validates every template by default; the same apps with and without. */
function measureValidation(rounds) {
  say('validation');
  return upTo(rounds).flatMap((round) => [1, 10].flatMap((services) => ['true', 'false'].map((validated) => {
    const measured = run(['--require', './bench/use-latest.js', 'bench/case.js', 'library', services], { CDK_VALIDATION: validated });
    return { round, services, validated: validated === 'true', ...measured };
  })));
}

/** What functions take once they are deployed; a process of its own, like all. */
function measureDelivery() {
  say('delivery metrics');
  return run(['bench/delivery-metrics.js', '--json']);
}

/** Runs a script in a process of its own; it prints a line of JSON last. */
function run(args, env = {}) {
  const output = execFileSync(process.execPath, args.map(String), {
    cwd: ROOT,
    env: { ...process.env, CDK_VALIDATION: 'false', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(output.trimEnd().split('\n').pop());
}

function upTo(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function save(results, name) {
  const file = path.join(__dirname, 'results', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(results, undefined, 2));
  console.log(`\nEvery single measurement is in ${path.relative(ROOT, file)}`);
}

function say(text) {
  console.error(`bench: ${text}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
