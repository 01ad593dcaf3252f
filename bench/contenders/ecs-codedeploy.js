// Peer: blue/green through CodeDeploy and custom resources, as its README shows it.
const { ApplicationLoadBalancedCodeDeployedFargateService } = require('@cdklabs/cdk-ecs-codedeploy');
const ecs = require('aws-cdk-lib/aws-ecs');
const { buildGround, spread, IMAGE, CONTAINER_PORT } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    for (const number of numbers) {
      new ApplicationLoadBalancedCodeDeployedFargateService(stack, `Service${number}`, {
        cluster,
        taskImageOptions: { image: ecs.ContainerImage.fromRegistry(IMAGE), containerPort: CONTAINER_PORT },
      });
    }
  }
}

module.exports = { build };
