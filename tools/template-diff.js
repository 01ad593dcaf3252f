// Puts @aws-cdk/cloudformation-diff into the compiled library, as one file without dependencies: its comparison as it is,
// and of what it knows of CloudFormation the behavior of properties only. See docs/decisions/0012-upgrade-report.md.
const { build } = require('esbuild');
const fs = require('fs');
const path = require('path');
const { ROOT } = require('./places');

const PACKAGE = '@aws-cdk/cloudformation-diff';
const FILE = path.join(ROOT, 'lib', 'upgrade', 'private', 'cloudformation-diff.js');

/** What the comparison loads and does not need: colors for tables, and another package that compares values. */
const STAND_INS = {
  '@aws-cdk/aws-service-spec': () => `const model = ${JSON.stringify(behaviors())};\n${lookup}\nexports.loadAwsServiceSpecSync = () => ({ lookup });`,
  'chalk': () => 'module.exports = {};',
  'fast-deep-equal': () => 'module.exports = require("util").isDeepStrictEqual;',
};

/** Replaces the compiled file that loads the package by one that has it inside. Once that has happened there is nothing left to replace. */
async function bundleTemplateDiff(entry = FILE, outfile = FILE) {
  await build({
    entryPoints: [entry],
    outfile,
    allowOverwrite: true,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    banner: { js: notice() },
    plugins: [{ name: 'stand-ins', setup: standIn }],
  });
}

function standIn({ onResolve, onLoad }) {
  onResolve({ filter: new RegExp(`^(${Object.keys(STAND_INS).join('|')})$`) }, ({ path: name }) => ({ path: name, namespace: 'stand-in' }));
  onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path: name }) => ({ contents: STAND_INS[name](), loader: 'js', resolveDir: ROOT }));
}

/**
 * All properties of all types: `[replacing, maybe replacing, in place]`, each as a list of names with spaces between. That is less
 * than 2 % of the whole, which has the documentation and the types of the properties as well.
 */
function behaviors() {
  const { loadAwsServiceSpecSync } = require(require.resolve('@aws-cdk/aws-service-spec', { paths: [require.resolve(`${PACKAGE}/package.json`)] }));
  const byType = {};
  for (const { cloudFormationType, properties } of loadAwsServiceSpecSync().all('resource')) {
    // The comparison takes the first of a name.
    byType[cloudFormationType] ??= ['yes', 'maybe', undefined].map((causesReplacement) => Object.entries(properties)
      .filter(([, property]) => (property.causesReplacement === 'no' ? undefined : property.causesReplacement) === causesReplacement).map(([name]) => name).join(' '));
  }
  return byType;
}

/** Part of the bundle: what the comparison asks of the database. */
function lookup(entity, field, operator, type) {
  if (!Object.hasOwn(model, type)) { return []; }
  const entries = ['yes', 'maybe', 'no'].flatMap((causesReplacement, index) => (
    model[type][index].split(' ').filter(Boolean).map((name) => [name, { causesReplacement }])));
  return [{ cloudFormationType: type, properties: Object.fromEntries(entries), attributes: {} }];
}

function notice() {
  const { version, license } = require(`${PACKAGE}/package.json`);
  const text = fs.readFileSync(path.join(path.dirname(require.resolve(`${PACKAGE}/package.json`)), 'NOTICE'), 'utf8').trim();
  return `/*! Contains ${PACKAGE} ${version} (${license}), and behaviors of properties from @aws-cdk/aws-service-spec, made smaller.\n${text} */`;
}

module.exports = { bundleTemplateDiff };

if (require.main === module) { bundleTemplateDiff(...process.argv.slice(2)); }
