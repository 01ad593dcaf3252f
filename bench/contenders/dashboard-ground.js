// What both contenders for dashboards stand on: the imported services and a topic in each stack, watched by nobody.
const { buildGround, importService, spread, topicWithReader } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    topicWithReader(stack);
    numbers.forEach((number) => importService(stack, `Service${number}`, cluster));
  }
}

module.exports = { build };
