// How long the last of some steps takes in a fresh process: node bench/load.js [--parts] aws-cdk-lib app package
// With --parts: what is loaded meanwhile, and how long each part takes by itself. Prints one line of JSON.
const Module = require('module');
const path = require('path');
const { performance } = require('perf_hooks');
const { ROOT } = require('../tools/places');

const STEPS = {
  // aws-cdk-lib loads nothing before somebody touches a part of it; every app touches these two.
  app: () => { const { App, Stack } = require('aws-cdk-lib'); new Stack(new App(), 'Stack'); },
  package: () => require('..'),
};

function main(steps) {
  const wantParts = steps[0] === '--parts';
  if (wantParts) { steps.shift(); }
  const last = steps.pop();
  steps.forEach(take);

  const parts = wantParts ? timeParts() : undefined;
  const cpuAtStart = process.cpuUsage();
  const start = performance.now();
  take(last);
  const ms = performance.now() - start;
  const cpu = process.cpuUsage(cpuAtStart);
  console.log(JSON.stringify({ ms, cpuMs: (cpu.user + cpu.system) / 1000, parts: parts && Object.fromEntries(parts) }));
}

function take(step) {
  (STEPS[step] ?? (() => require(step)))();
}

/** Counts and times the modules that are loaded from now on, by the part they belong to. */
function timeParts() {
  const parts = new Map();
  const open = [];
  const load = Module._load;
  Module._load = function timed(request, parent, isMain) {
    const file = Module._resolveFilename(request, parent, isMain);
    if (!path.isAbsolute(file) || require.cache[file]) { return load.call(this, request, parent, isMain); }

    const nested = { ms: 0 };
    open.push(nested);
    const start = performance.now();
    try {
      return load.call(this, request, parent, isMain);
    } finally {
      const ms = performance.now() - start;
      open.pop();
      if (open.length > 0) { open[open.length - 1].ms += ms; }
      const part = parts.get(partOf(file)) ?? { modules: 0, ms: 0 };
      parts.set(partOf(file), { modules: part.modules + 1, ms: part.ms + ms - nested.ms });
    }
  };
  return parts;
}

/** The package, or the part of aws-cdk-lib, that a file belongs to. */
function partOf(file) {
  const [, inside] = file.split(/.*[\\/]node_modules[\\/]/);
  if (!inside) { return path.relative(ROOT, file).split(path.sep)[0]; }
  const [first, second] = inside.split(path.sep);
  return first === 'aws-cdk-lib' || first.startsWith('@') ? `${first}/${second}` : first;
}

main(process.argv.slice(2));
