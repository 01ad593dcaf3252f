// The library's own templates, resource by resource as CfnResource: no construct library can be cheaper than this.
const { CfnOutput, CfnResource, Stack } = require('aws-cdk-lib');
const { env } = require('../ground');
const { templatesIn } = require('../templates');

const NAMES_MADE_BY_THE_STACK = ['BootstrapVersion', 'CheckBootstrapVersion'];

/** Reads before the clock starts: `folder` holds what the library synthesized for the same count. */
function prepare(folder) {
  const stacks = templatesIn(folder);
  return (app) => stacks.forEach(({ stackName, template }) => buildStack(new Stack(app, stackName, { env }), template));
}

function buildStack(stack, { Resources, Outputs = {} }) {
  const made = new Map();
  for (const [id, { Type, Properties, DependsOn, DeletionPolicy, UpdateReplacePolicy }] of Object.entries(Resources)) {
    const resource = new CfnResource(stack, id, { type: Type, properties: Properties });
    resource.overrideLogicalId(id);
    Object.assign(resource.cfnOptions, { deletionPolicy: DeletionPolicy, updateReplacePolicy: UpdateReplacePolicy });
    made.set(id, { resource, dependsOn: [DependsOn ?? []].flat() });
  }
  for (const { resource, dependsOn } of made.values()) {
    dependsOn.forEach((id) => resource.addDependency(made.get(id).resource));
  }
  for (const [id, { Value, Export }] of Object.entries(Outputs)) {
    if (NAMES_MADE_BY_THE_STACK.includes(id)) { continue; }
    new CfnOutput(stack, id, { value: Value, exportName: Export?.Name }).overrideLogicalId(id);
  }
}

module.exports = { prepare };
