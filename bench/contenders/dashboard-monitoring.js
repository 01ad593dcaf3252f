// Peer: cdk-monitoring-constructs, with the same alarms for the same imported services.
const { MonitoringFacade, SnsAlarmActionStrategy } = require('cdk-monitoring-constructs');
const { buildGround, importService, spread, topicWithReader } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    const onAlarmTopic = topicWithReader(stack);
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
