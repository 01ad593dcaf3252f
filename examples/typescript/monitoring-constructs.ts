/** A stack that has cdk-monitoring-constructs already keeps its alarms and gains people who hear of them. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { AlertRouter, Destination, Severity } from 'cdk-devops-patterns';
import { MonitoringFacade, noopAction } from 'cdk-monitoring-constructs';

/** The names under which the alarms below are listed say how urgent they are. */
const SEVERITIES: Record<string, Severity> = { Critical: Severity.CRITICAL, Warning: Severity.WARNING };

/** Adds the stock system to an app. */
export function addStock(app: App): void {
  const stack = new Stack(app, 'Stock');
  const table = new dynamodb.TableV2(stack, 'Items', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });

  const facade = new MonitoringFacade(stack, 'Monitoring', {
    alarmFactoryDefaults: { alarmNamePrefix: 'Stock', actionsEnabled: true, action: noopAction() },
  });
  facade.monitorDynamoTable({
    table,
    addSystemErrorCountAlarm: { Critical: { maxErrorCount: 0 } },
    addAverageSuccessfulGetItemLatencyAlarm: { Warning: { maxLatency: Duration.millis(100) } },
  });

  const alerts = new AlertRouter(stack, 'Alerts', {
    critical: [Destination.email('oncall@example.com')],
    warning: [Destination.email('stock-team@example.com')],
  });
  for (const { alarm, disambiguator } of facade.createdAlarms()) {
    alerts.route(alarm, SEVERITIES[disambiguator!]);
  }
}

if (require.main === module) { addStock(new App()); }
