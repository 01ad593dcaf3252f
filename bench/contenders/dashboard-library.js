// What watches the services: for each an alarm on CPU and a section of a dashboard. The services themselves are imported
// and cost nothing here.
const { AlertRouter, Audience, Destination, HighCpuAlarm, ObservabilityDashboard, Signals } = require('../..');
const { buildGround, importService, spread, topicWithReader } = require('../ground');

function build(app, count) {
  const { cluster } = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    const topic = topicWithReader(stack);
    const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.snsTopic(topic)] });
    const sources = numbers.map((number) => Signals.ecsService(importService(stack, `Service${number}`, cluster)));
    sources.forEach((source) => new HighCpuAlarm(stack, `${source.sourceName}Cpu`, { source, alerts, thresholdPercent: 80 }));
    // The peer makes one dashboard, too.
    new ObservabilityDashboard(stack, 'Dashboard', { sources, audiences: [Audience.OPERATIONS] });
  }
}

module.exports = { build };
