// The summary that a person reads: plain text, at most 100 columns.
const fs = require('fs');
const path = require('path');
const { EXAMPLES } = require('../places');
const { partOf } = require('./assembly');

const WIDTH = 96;

function heading(text) {
  return `\n${text}\n${'-'.repeat(text.length)}`;
}

/** How much code makes how much CloudFormation. */
function size(stacks) {
  const code = linesOfCode(path.join(EXAMPLES, 'orders.ts'));
  const template = stacks.reduce((sum, stack) => sum + stack.lines, 0);
  const resources = stacks.reduce((sum, stack) => sum + stack.resources.length, 0);
  return [
    heading('From code to CloudFormation'),
    `${number(code, 6)} lines of examples/typescript/orders.ts become`,
    `${number(template, 6)} lines of CloudFormation: ${resources} resources in ${stacks.length} stacks`,
  ];
}

/** Every stack with what it is made of, by the parts named in the code. */
function stackTable(stacks) {
  return stacks.flatMap((stack) => {
    const parts = count(stack.resources.filter(({ type }) => type !== 'AWS::CDK::Metadata').map(({ path: place }) => partOf(place)));
    const text = parts.map(([part, resources]) => `${part} ${resources}`).join(', ');
    return ['', `  ${stack.name.padEnd(WIDTH - 24)}${number(stack.resources.length, 10)} resources`, ...wrap(text, 4)];
  });
}

/** How many resources of each AWS service. */
function services(stacks) {
  const names = stacks.flatMap((stack) => stack.resources.map(({ type }) => type.split('::')[1])).filter((name) => name !== 'CDK');
  return ['', '  By AWS service', ...wrap(count(names).map(([name, resources]) => `${name} ${resources}`).join(', '), 4)];
}

function findings({ findings: found, acknowledged }, refusesMistakes) {
  return [
    heading('Validation'),
    `  ${found.length} findings in the templates, by the CloudFormation rules of aws-cdk-lib; each would be an error`,
    ...refusesMistakes ? ['  A stack with a mistake, synthesized the same way, is refused'] : [],
    ...found.flatMap(({ ruleName, description }) => wrap(`${ruleName}: ${description}`, 4)),
    ...acknowledged.flatMap(({ ruleName, reason }) => wrap(`Acknowledged: ${ruleName}, "${reason}"`, 2)),
  ];
}

function promises(title, kept) {
  return [heading(title), ...kept.map((promise) => `  ${promise.kept ? 'ok    ' : 'FAILED'}  ${promise.title}`)];
}

/** Checks beside the promises. */
function compared({ passed }) {
  return [`          and ${number(passed, 1)} more: the resources exist, and their properties are those of the templates`];
}

/** What a deployment to the emulator cannot show. */
function limits(stacks, skippedTypes) {
  const all = stacks.flatMap((stack) => stack.resources);
  const skipped = skippedTypes.map((type) => [type, all.filter((resource) => resource.type === type).length]);
  return [
    heading('What the emulator cannot show'),
    ...wrap(`Synthesized and validated only: ${skipped.map(([type, resources]) => `${type} (${resources})`).join(', ')}.`, 2),
    ...wrap('It keeps what it is told and runs nothing: no task starts, no traffic shifts, no alarm fires, no pipeline runs. '
      + 'It is moto, and a green deployment to it proves less than one to AWS; what its CloudFormation lacks, tools/demo hands on '
      + 'to its APIs.', 2),
  ];
}

function wrap(text, indent) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line.length + word.length + indent + 1 > WIDTH) { lines.push(word); } else { lines[lines.length - 1] = line ? `${line} ${word}` : word; }
  }
  return lines.map((line) => ' '.repeat(indent) + line);
}

/** How often each name occurs, the most frequent first. */
function count(names) {
  const counts = new Map();
  names.forEach((name) => counts.set(name, (counts.get(name) ?? 0) + 1));
  return [...counts].sort(([, left], [, right]) => right - left);
}

function linesOfCode(file) {
  return fs.readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '').length;
}

function number(value, width) {
  return value.toLocaleString('en-US').padStart(width);
}

module.exports = { compared, findings, limits, promises, services, size, stackTable };
