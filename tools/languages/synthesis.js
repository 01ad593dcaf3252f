// What a program synthesizes, and whether two languages say the same.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { run } = require('./processes');

/** Findings of the built-in validation are errors, as in a project that `cdk init` makes: each version of the CDK has rules of its own. */
const VALIDATED = { CDK_CONTEXT_JSON: '{ "@aws-cdk/core:validateAgainstDefaultRules": true }' };

/** Runs a program as the CDK command line would and returns its templates, as text, by file name. */
function synthesize(command, args, cwd, env = VALIDATED) {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-'));
  try {
    run(command, args, cwd, { CDK_OUTDIR: outdir, ...env });
    const templates = fs.readdirSync(outdir).filter((file) => file.endsWith('.template.json')).sort();
    return Object.fromEntries(templates.map((file) => [file, fs.readFileSync(path.join(outdir, file), 'utf8')]));
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
}

/** Fails unless another language renders what TypeScript renders, to the byte. */
function requireSame(typescript, other, language) {
  const names = Object.keys(typescript);
  if (names.length === 0 || String(names) !== String(Object.keys(other))) {
    throw new Error(`TypeScript renders ${names}, ${language} renders ${Object.keys(other)}`);
  }
  const differing = names.filter((file) => typescript[file] !== other[file]);
  if (differing.length > 0) {
    throw new Error(differing.map((file) => `${file} differs from its line ${firstDifference(typescript[file], other[file], language)}`).join('\n'));
  }
  const resources = names.reduce((sum, file) => sum + Object.keys(JSON.parse(typescript[file]).Resources ?? {}).length, 0);
  console.log(`${names.length} templates, ${resources} resources, the same to the byte`);
}

function firstDifference(one, other, language) {
  const [left, right] = [one.split('\n'), other.split('\n')];
  const index = left.findIndex((line, at) => line !== right[at]);
  return `${index + 1}:\n  TypeScript: ${left[index]}\n  ${language}: ${right[index]}`;
}

module.exports = { synthesize, requireSame };
