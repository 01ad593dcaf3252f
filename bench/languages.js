// What the library costs at synthesis in Python and Java, where every call of a construct goes to a Node process and back:
// node bench/languages.js [--rounds=5] [--services=20]
// It measures the packages that `npm run test:languages` installed last.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const java = require('../tools/languages/java');
const python = require('../tools/languages/python');
const { silentAboutNode } = require('../tools/pack');
const { LANGUAGES, ROOT, venvBin } = require('../tools/places');
const { requireSameWork } = require('./same-work');
const { median, ratio, slopes } = require('./statistics');

const FOLDER = path.join(__dirname, 'languages');
const CONTENDERS = ['library', 'hand-written'];

/** How to start a case in each language. */
const RUNNERS = { python: preparePython, java: prepareJava };

function main() {
  const option = (name, fallback) => Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1] ?? fallback);
  const [rounds, many] = [option('rounds', 5), option('services', 20)];
  console.log(`Node ${process.version}, ${os.cpus().length} cores, load average ${os.loadavg()[0].toFixed(1)}, ${rounds} rounds`);
  for (const [language, prepare] of Object.entries(RUNNERS)) {
    const start = prepare();
    checkSameWork(start);
    const cases = [];
    for (let round = 0; round < rounds; round++) {
      for (const services of [1, many]) {
        for (const contender of CONTENDERS) { cases.push({ contender, services, round, ...measure(start, contender, services) }); }
      }
    }
    report(language, cases, many);
  }
}

function preparePython() {
  const interpreter = venvBin('python', path.join(LANGUAGES, 'python'));
  requireInstalled(interpreter);
  return { command: interpreter, args: [path.join(FOLDER, 'python', 'case.py')], versions: python.versions() };
}

function prepareJava() {
  const repository = path.join(LANGUAGES, 'm2', 'io', 'github', 'cdkdevopspatterns');
  requireInstalled(repository);
  const folder = path.join(LANGUAGES, 'java-bench');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(path.join(FOLDER, 'java'), folder, { recursive: true });
  java.maven(folder, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath', ...java.versionOptions());
  const classpath = [path.join(folder, 'target', 'classes'), fs.readFileSync(path.join(folder, 'classpath'), 'utf8')].join(path.delimiter);
  const handler = path.join(ROOT, 'handlers', 'deployment-hooks');
  return { command: 'java', args: [`-Dbench.handler=${handler}`, '-cp', classpath, 'bench.Case'], versions: java.versions() };
}

function requireInstalled(file) {
  if (!fs.existsSync(file)) { throw new Error(`run 'npm run test:languages' first: there is no ${path.relative(ROOT, file)}`); }
}

/** As in TypeScript: a comparison means something only while both make the same resources. */
function checkSameWork(start) {
  const folders = CONTENDERS.map((contender) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
    synthesize(start, contender, 2, folder);
    return folder;
  });
  requireSameWork(...folders);
  folders.forEach((folder) => fs.rmSync(folder, { recursive: true }));
}

function measure(start, contender, services) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const began = process.hrtime.bigint();
  const measured = synthesize(start, contender, services, folder);
  fs.rmSync(folder, { recursive: true });
  return { ...measured, wholeMs: Number(process.hrtime.bigint() - began) / 1e6 };
}

function synthesize({ command, args }, contender, services, folder) {
  const output = execFileSync(command, [...args, contender, String(services), folder], {
    encoding: 'utf8', env: { ...process.env, ...silentAboutNode, CDK_VALIDATION: 'false' },
  });
  return JSON.parse(output.trim().split('\n').at(-1));
}

function report(language, cases, many) {
  console.log(`\n${language}: medians in milliseconds\n`);
  console.log('               services  construct   synth   whole  per service   ratio  round trips');
  for (const services of [1, many]) {
    for (const contender of CONTENDERS) {
      const these = cases.filter((one) => one.contender === contender && one.services === services);
      const of = (key) => median(these.map((one) => one[key]));
      const slope = services === 1 ? ['', ''] : [
        median(slopes(cases, contender, services, 'totalMs')).toFixed(1),
        ratio(cases, contender, 'hand-written', services, 'totalMs').toFixed(2),
      ];
      const trips = these[0].roundTrips === undefined ? '' : String(of('roundTrips'));
      console.log(contender.padEnd(15) + String(services).padStart(8) + of('constructMs').toFixed(0).padStart(11) + of('synthMs').toFixed(0).padStart(8)
        + of('wholeMs').toFixed(0).padStart(8) + slope[0].padStart(13) + slope[1].padStart(8) + trips.padStart(13));
    }
  }
}

main();
