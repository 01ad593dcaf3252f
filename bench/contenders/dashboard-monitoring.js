// Peer: cdk-monitoring-constructs, with the same alarms for the same imported services.
const sns = require('aws-cdk-lib/aws-sns');
const { MonitoringFacade, SnsAlarmActionStrategy } = require('cdk-monitoring-constructs');
const { buildGround, importService, spread } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    const onAlarmTopic = new sns.Topic(stack, 'Topic');
    const monitoring = new MonitoringFacade(stack, 'Monitoring', {
      alarmFactoryDefaults: { alarmNamePrefix: stack.stackName, actionsEnabled: true, action: new SnsAlarmActionStrategy({ onAlarmTopic }) },
    });
    for (const number of numbers) {
      monitoring.monitorSimpleFargateService({
        fargateService: importService(stack, `Service${number}`, cluster),
        addCpuUsageAlarm: { Warning: { maxUsagePercent: 80 } },
      });
    }
  }
}

module.exports = { build };
