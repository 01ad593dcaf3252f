/** For what runs already and nobody watches: recommended alarms, the people who hear of them, and dashboards. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AlertRouter, Audience, Destination, ObservabilityDashboard, RecommendedAlarms, Signals } from 'cdk-devops-patterns';

/** Adds the watching to an app; `cdk deploy` brings it to AWS. */
export function addDashboardAndAlarms(app: App): void {
  const stack = new Stack(app, 'DashboardAndAlarms', { env: { account: '111111111111', region: 'eu-west-1' } });
  const sources = [
    Signals.lambdaFunction(lambda.Function.fromFunctionName(stack, 'Checkout', 'checkout')),
    Signals.queue(sqs.Queue.fromQueueArn(stack, 'Orders', 'arn:aws:sqs:eu-west-1:111111111111:orders')),
    Signals.table(dynamodb.Table.fromTableName(stack, 'Items', 'items')),
  ];

  const alerts = new AlertRouter(stack, 'Alerts', {
    critical: [Destination.email('oncall@example.com')],
    warning: [Destination.email('shop-team@example.com')],
  });
  const recommended = new RecommendedAlarms(stack, 'Alarms', { sources, alerts, overrides: { backlog: { threshold: 600 } } });
  new ObservabilityDashboard(stack, 'Dashboard', {
    sources,
    alarms: recommended.alarms,
    audiences: [Audience.OPERATIONS, Audience.DEVELOPER],
    defaultTimeRange: Duration.hours(6),
  });
}

if (require.main === module) {
  const app = new App();
  addDashboardAndAlarms(app);
  app.synth();
}
