// What `cdk synth` wrote: the stacks in the order of their deployment, their templates, and the findings.
const fs = require('fs');
const path = require('path');
const { ASSEMBLY } = require('./environment');

function readAssembly() {
  const { artifacts } = json('manifest.json');
  const stacks = Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => readStack(id, artifact));
  return { stacks: inOrder(stacks), report: readReport() };
}

function readStack(id, { properties, dependencies = [] }) {
  const template = json(properties.templateFile);
  return {
    name: properties.stackName ?? id,
    id,
    dependencies,
    template,
    lines: text(properties.templateFile).trimEnd().split('\n').length,
    resources: Object.entries(template.Resources).map(([logicalId, resource]) => ({
      logicalId, type: resource.Type, properties: resource.Properties ?? {}, path: pathOf(logicalId, resource),
    })),
  };
}

/** Stacks that others need come first, as the CLI deploys them. */
function inOrder(stacks) {
  const ordered = [];
  const add = (stack) => {
    if (!stack || ordered.includes(stack)) { return; }
    stack.dependencies.forEach((id) => add(stacks.find((other) => other.id === id)));
    ordered.push(stack);
  };
  stacks.forEach(add);
  return ordered;
}

/** What the validation found, and what is acknowledged in the code. */
function readReport() {
  const reports = json('validation-report.json').pluginReports;
  return {
    findings: reports.flatMap(({ violations }) => violations),
    acknowledged: reports.flatMap(({ suppressedViolations = [] }) => suppressedViolations),
  };
}

/** The place in the construct tree, below the stack. */
function pathOf(logicalId, { Metadata: metadata = {} }) {
  return (metadata['aws:cdk:path'] ?? `/${logicalId}`).split('/').slice(1).join('/');
}

function json(file) {
  return JSON.parse(text(file));
}

function text(file) {
  return fs.readFileSync(path.join(ASSEMBLY, file), 'utf8');
}

module.exports = { readAssembly };
