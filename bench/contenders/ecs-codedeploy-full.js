// The same peer, told to do what this library does by default: roll back on alarms, scale on CPU, keep logs for a month.
const { ApplicationLoadBalancedCodeDeployedFargateService } = require('@cdklabs/cdk-ecs-codedeploy');
const { Duration } = require('aws-cdk-lib');
const ecs = require('aws-cdk-lib/aws-ecs');
const logs = require('aws-cdk-lib/aws-logs');
const { buildGround, spread, IMAGE, CONTAINER_PORT } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    for (const number of numbers) {
      const { service } = new ApplicationLoadBalancedCodeDeployedFargateService(stack, `Service${number}`, {
        cluster,
        taskImageOptions: {
          image: ecs.ContainerImage.fromRegistry(IMAGE),
          containerPort: CONTAINER_PORT,
          logDriver: ecs.LogDrivers.awsLogs({ streamPrefix: 'app', logRetention: logs.RetentionDays.ONE_MONTH }),
        },
        responseTimeAlarmThreshold: Duration.seconds(1),
        deregistrationDelay: Duration.seconds(30),
        targetHealthCheck: { path: '/', interval: Duration.seconds(10), timeout: Duration.seconds(5) },
      });
      const scaling = service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 10 });
      scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    }
  }
}

module.exports = { build };
