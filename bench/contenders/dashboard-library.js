// What watches the services: for each an alarm on CPU and a section of a dashboard. The services themselves are imported
// and cost nothing here.
const { Annotations } = require('aws-cdk-lib');
const sns = require('aws-cdk-lib/aws-sns');
const { AlertRouter, Audience, Destination, HighCpuAlarm, ObservabilityDashboard, Signals } = require('../..');
const { buildGround, importService, spread } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    const topic = new sns.Topic(stack, 'Topic');
    // Nobody subscribes here, as with the others; this library would refuse that.
    Annotations.of(stack).acknowledgeWarning('cdk-devops-patterns/alerting:undelivered');
    const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.snsTopic(topic)] });
    const sources = numbers.map((number) => Signals.ecsService(importService(stack, `Service${number}`, cluster)));
    sources.forEach((source) => new HighCpuAlarm(stack, `${source.sourceName}Cpu`, { source, alerts, thresholdPercent: 80 }));
    // The peer makes one dashboard, too.
    new ObservabilityDashboard(stack, 'Dashboard', { sources, audiences: [Audience.OPERATIONS] });
  }
}

module.exports = { build };
