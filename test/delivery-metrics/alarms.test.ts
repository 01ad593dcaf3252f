import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlertRouter, Destination, DoraMetrics, DoraMetricsProps, DoraTargets, Runbook, Severity } from '../../src';
import { factsOf } from '../../src/core/private/alarm-facts';
import { prodStack } from '../support/stacks';
import { measure } from './support/measured';

const mailbox = Destination.email('team@example.com');

function watched(props: DoraMetricsProps = {}, ...services: string[]): { stack: Stack; dora: DoraMetrics } {
  const stack = prodStack({ proof: true });
  const alerts = new AlertRouter(stack, 'Alerts', { warning: [mailbox], informational: [mailbox] });
  const dora = new DoraMetrics(stack, 'Dora', { alerts, ...props });
  measure(dora, ...services);
  return { stack, dora };
}

const targetAlarms = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))
  .map(({ Properties }) => Properties).filter(({ Namespace }) => Namespace === 'DeliveryMetrics');

test('each target of each service has an alarm on the gauge of four weeks', () => {
  const { stack } = watched({ targets: DoraTargets.of({ leadTime: Duration.days(1), deploymentsPerWeek: 7 }) }, 'Orders', 'Web');
  const alarms = targetAlarms(stack);
  expect(alarms).toHaveLength(4);
  expect(alarms[1]).toMatchObject({
    AlarmDescription: expect.stringContaining('Change lead time of Orders in production is above the target over four weeks: up to 1 d.'),
    MetricName: 'LeadTimeP50',
    Dimensions: [{ Name: 'Service', Value: 'Orders' }, { Name: 'Environment', Value: 'production' }, { Name: 'Window', Value: '28d' }],
    Statistic: 'Average',
    Period: 86_400,
    EvaluationPeriods: 1,
    Threshold: 86_400,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
  expect(alarms[0]).toMatchObject({
    AlarmDescription: expect.stringContaining('Deployment frequency of Orders in production is below the target over four weeks: at least daily.'),
    MetricName: 'DeploymentsPerDay',
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
  });
});

test('without targets of its own a team is held to the elite band, which knows no rework', () => {
  const { stack } = watched({}, 'Orders');
  expect(targetAlarms(stack).map(({ MetricName, Threshold }) => [MetricName, Threshold])).toEqual([
    ['DeploymentsPerDay', 1], ['LeadTimeP50', 86_400], ['RecoveryTimeP50', 3600], ['ChangeFailRate', 5],
  ]);
});

test('they are informational, with a runbook that says what to do first', () => {
  const { stack, dora } = watched({ targets: DoraTargets.of({ reworkRatePercent: 10 }) }, 'Orders', 'Web');
  const [topic] = Object.keys(Template.fromStack(stack).findResources('AWS::SNS::Topic')).filter((id) => id.includes('Informational'));
  expect(targetAlarms(stack).map(({ AlarmActions }) => AlarmActions)).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
  const [, orders, web] = dora.alarms.map(factsOf);
  expect(orders).toMatchObject({ severity: Severity.INFORMATIONAL, sourceName: 'Orders', runbook: { firstStep: expect.stringContaining('hotfixes') } });
  expect(orders.runbook).toBeInstanceOf(Runbook);
  expect(web.runbook).toBe(orders.runbook);
});

test('a service has them once, however many pipelines deliver it', () => {
  const { stack, dora } = watched({ targets: DoraTargets.of({ reworkRatePercent: 10 }) });
  measure(dora, 'Orders');
  dora.addDeploymentGroup('Orders', 'Group', { service: 'Orders' });
  expect(targetAlarms(stack)).toHaveLength(1);
});

test('all alarms are known, with the one for events that nobody could read', () => {
  const { dora } = watched({ targets: DoraTargets.of({ reworkRatePercent: 10 }) }, 'Orders');
  expect(dora.alarms.map(({ node }) => node.path)).toEqual([
    expect.stringContaining('Prod/Dora/Unread'), 'Prod/Dora/Orders@production/ReworkRateTarget',
  ]);
});

test('there are none where nobody hears', () => {
  const stack = prodStack();
  const dora = new DoraMetrics(stack, 'Dora');
  measure(dora, 'Orders');
  expect(dora.alarms).toEqual([]);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
});
