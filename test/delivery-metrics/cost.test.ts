import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AlertRouter, CostEstimate, Destination, DoraMetrics, DoraMetricsProps, DoraTargets } from '../../src';
import { PER_DEPLOYMENT, READ_DAYS } from '../../src/delivery-metrics/private/delivery-cost';
import { prodStack } from '../support/stacks';
import { measure } from './support/measured';

function team(props: (alerts: AlertRouter) => DoraMetricsProps = () => ({}), pipelines = 50): DoraMetrics {
  const stack = prodStack();
  const mailbox = Destination.email('team@example.com');
  const alerts = new AlertRouter(stack, 'Alerts', { warning: [mailbox], informational: [mailbox] });
  const dora = new DoraMetrics(stack, 'Dora', props(alerts));
  measure(dora, ...Array.from({ length: pipelines }, (_, index) => `Service${index}`));
  return dora;
}

const usdOf = (estimate: CostEstimate, item: string) => {
  const line = estimate.lines.find((each) => each.item === item);
  return line && line.quantity * line.unitUsd;
};

test('print', () => {
  console.log(team((alerts) => ({ alerts })).estimateMonthlyCost({ deploymentsPerDay: 100 }).describe());
  console.log(team().estimateMonthlyCost({ deploymentsPerDay: 100 }).describe());
});
