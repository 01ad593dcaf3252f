// The service of this library, as its README shows it.
const { BlueGreenFargateService, ServiceImage } = require('../..');
const { buildGround, spread, IMAGE } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    for (const number of numbers) {
      new BlueGreenFargateService(stack, `Service${number}`, { cluster, image: ServiceImage.fromRegistry(IMAGE) });
    }
  }
}

module.exports = { build };
