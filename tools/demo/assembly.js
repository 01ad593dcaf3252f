// What the CDK CLI synthesized: the stacks in the order of their deployment, their templates, and the findings.
const fs = require('fs');
const path = require('path');

function readAssembly(folder) {
  const { artifacts } = json(folder, 'manifest.json');
  const stacks = Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => readStack(folder, id, artifact));
  return { stacks: inOrder(stacks), report: readReport(folder) };
}

function readStack(folder, id, { properties, dependencies = [] }) {
  const template = json(folder, properties.templateFile);
  return {
    name: properties.stackName ?? id,
    id,
    dependencies,
    template,
    lines: text(folder, properties.templateFile).trimEnd().split('\n').length,
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
function readReport(folder) {
  const reports = json(folder, 'validation-report.json').pluginReports;
  return {
    findings: reports.flatMap(({ violations }) => violations),
    acknowledged: reports.flatMap(({ suppressedViolations = [] }) => suppressedViolations),
  };
}

/** The place in the construct tree, below the stack. */
function pathOf(logicalId, { Metadata: metadata = {} }) {
  return (metadata['aws:cdk:path'] ?? `/${logicalId}`).split('/').slice(1).join('/');
}

/** What a part is called in the code; some parts carry the address of what they are for. */
function partOf(place) {
  return place.split('/')[0].replace(/^(DeploymentHookRole|ServiceCluster|SmokeTests)[0-9a-f]{8}$/, '$1').replace(/(?<=Images)[0-9A-F]{8}$/, '');
}

function json(folder, file) {
  return JSON.parse(text(folder, file));
}

function text(folder, file) {
  return fs.readFileSync(path.join(folder, file), 'utf8');
}

module.exports = { partOf, readAssembly };
