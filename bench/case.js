// One measurement in one process: node bench/case.js <contender> <services> [folder to keep the templates in]
// Prints one line of JSON.
process.env.CDK_VALIDATION ??= 'false';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { performance } = require('perf_hooks');
const { newApp } = require('./ground');
const { templatesIn } = require('./templates');

function main([contender, services, folder]) {
  const outdir = folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  // Parts of a library load on first use, so loading by itself says little: all of it is in `wholeMs`.
  const cpuAtStart = process.cpuUsage();
  const start = performance.now();
  const { build, prepare } = require(`./contenders/${contender}`);
  const times = measure(build ?? prepare(process.env.BENCH_FLOOR), Number(services), outdir);
  const wholeMs = performance.now() - start;
  const wholeCpuMs = cpuSince(cpuAtStart);

  const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ ...times, wholeMs, wholeCpuMs, peakMemoryMb, ...sizes(outdir) }));
  if (!folder) { fs.rmSync(outdir, { recursive: true }); }
}

function measure(build, services, outdir) {
  const cpuAtStart = process.cpuUsage();
  const start = performance.now();
  const app = newApp(outdir);
  build(app, services);
  const constructed = performance.now();
  app.synth();
  const end = performance.now();
  return { constructMs: constructed - start, synthMs: end - constructed, totalMs: end - start, cpuMs: cpuSince(cpuAtStart) };
}

function cpuSince(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function sizes(outdir) {
  const templates = templatesIn(outdir);
  const resources = templates.flatMap(({ template }) => Object.values(template.Resources));
  return {
    resources: resources.length,
    lambdas: resources.filter(({ Type }) => Type === 'AWS::Lambda::Function').length,
    roles: resources.filter(({ Type }) => Type === 'AWS::IAM::Role').length,
    customResources: resources.filter(({ Type }) => /^(Custom::|AWS::CloudFormation::CustomResource$)/.test(Type)).length,
    projects: resources.filter(({ Type }) => Type === 'AWS::CodeBuild::Project').length,
    templateBytes: templates.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

main(process.argv.slice(2));
