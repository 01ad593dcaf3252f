// The pipeline of this library, as its README shows it: three props.
const { BuildStep, DeployTarget, PipelineSource, StandardPipeline } = require('../..');
const { buildPipelineGround } = require('../pipeline-ground');

function build(app, count) {
  for (const { stack, numbers, images, code, service } of buildPipelineGround(app, count)) {
    for (const number of numbers) {
      new StandardPipeline(stack, `Delivery${number}`, {
        source: PipelineSource.codeCommit(code),
        buildStep: BuildStep.dockerImage(images),
        production: DeployTarget.ecs(service),
      });
    }
  }
}

module.exports = { build };
