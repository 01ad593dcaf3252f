// Peer: the pattern of aws-cdk-lib. Rolling deployments, one target group, no alarms, no scaling, no access logs.
const ecs = require('aws-cdk-lib/aws-ecs');
const { ApplicationLoadBalancedFargateService } = require('aws-cdk-lib/aws-ecs-patterns');
const { buildGround, spread, IMAGE, CONTAINER_PORT } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    for (const number of numbers) {
      new ApplicationLoadBalancedFargateService(stack, `Service${number}`, {
        cluster,
        taskImageOptions: { image: ecs.ContainerImage.fromRegistry(IMAGE), containerPort: CONTAINER_PORT },
      });
    }
  }
}

module.exports = { build };
