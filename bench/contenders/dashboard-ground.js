// What both contenders for dashboards stand on: the imported services and a topic in each stack, watched by nobody.
const sns = require('aws-cdk-lib/aws-sns');
const { buildGround, importService, spread } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    new sns.Topic(stack, 'Topic');
    numbers.forEach((number) => importService(stack, `Service${number}`, cluster));
  }
}

module.exports = { build };
