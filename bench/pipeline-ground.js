// What all contenders for pipelines stand on: in each stack a repository and a service that is released to, made by the library for all.
const { BlueGreenFargateService, ContainerRepository, ServiceImage } = require('..');
const codecommit = require('aws-cdk-lib/aws-codecommit');
const { buildGround, spread } = require('./ground');

/** Stacks with what a pipeline needs, and the numbers of the pipelines that go into each. */
function buildPipelineGround(app, count) {
  const { cluster } = buildGround(app);
  return spread(app, count).map(({ stack, numbers }) => {
    const images = new ContainerRepository(stack, 'Images');
    return {
      stack,
      numbers,
      images,
      code: codecommit.Repository.fromRepositoryName(stack, 'Code', 'web'),
      service: new BlueGreenFargateService(stack, 'Web', { cluster, image: ServiceImage.released(images) }),
    };
  });
}

module.exports = { buildPipelineGround };
