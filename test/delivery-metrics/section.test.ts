import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Audience, DashboardLint, DoraBands, DoraMetrics, DoraMetricsProps, DoraTargets, ObservabilityDashboard } from '../../src';
import { bodyWith } from '../dashboards/support/bodies';
import { prodStack } from '../support/stacks';
import { measure } from './support/measured';

let stack: Stack;
beforeEach(() => { stack = prodStack(); });

/** A real dashboard, made before the services are known. */
function shown(props: DoraMetricsProps = {}, services: string[] = ['Orders', 'Web']): { dora: DoraMetrics; template: Template } {
  const dora = new DoraMetrics(stack, 'Dora', props);
  new ObservabilityDashboard(stack, 'Overview', { sources: [], sections: [dora], audiences: Object.values(Audience) });
  measure(dora, ...services);
  return { dora, template: Template.fromStack(stack) };
}

const IDS = { [Audience.EXECUTIVE]: 'Executive', [Audience.OPERATIONS]: 'OverviewDashboard', [Audience.DEVELOPER]: 'Developer' };

const widgetsFor = (audience: Audience, template: Template): any[] => bodyWith(template, IDS[audience]).widgets;
const graphOf = (widgets: any[], title: string) => widgets.find(({ properties }) => properties.title === title)?.properties;

describe('for executives', () => {
  test('targets and bands stand in a table of words', () => {
    const targets = DoraTargets.of({ deploymentsPerWeek: 7 });
    const widgets = widgetsFor(Audience.EXECUTIVE, shown({ targets, bands: DoraBands.report2021() }).template);
    const text = widgets.map(({ properties }) => properties.markdown).find((markdown) => markdown?.includes('|'));
    expect(text).toContain('Over four weeks; bands of the State of DevOps Report 2021 | Target | Elite | High | Medium\n---|---|---|---|---\n');
    expect(text).toContain('Deployment frequency, at least | daily | daily | monthly | every six months\n');
    expect(text).toContain('Change lead time, up to | - | 1 h | 7 d | 180 d\n');
    expect(text).toContain('Deployment rework rate, up to | - | - | - | -');
  });

  test('a function compares the services, those that are added later too, with the targets', () => {
    const widgets = widgetsFor(Audience.EXECUTIVE, shown().template);
    const [{ properties }] = widgets.filter(({ type }) => type === 'custom');
    expect(properties.params).toEqual({
      streams: [{ service: 'Orders', environment: 'production' }, { service: 'Web', environment: 'production' }],
      days: 28,
      targets: { deploymentsPerDay: 1, leadTime: 86_400, changeFailRate: 5, recoveryTime: 3600 },
    });
    expect(properties.updateOn).toEqual({ refresh: true, resize: false, timeRange: false });
  });

  test('the function may query the table, and nothing else', () => {
    const { template } = shown();
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'comparison.handler', MemorySize: 256 });
    const [policy] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) => id.includes('Comparison'));
    expect(policy[1].Properties.PolicyDocument.Statement.map(({ Action }: any) => Action)).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents'], 'dynamodb:Query']);
  });

  test('it decrypts the table where that has a key', () => {
    const { template } = shown({ encryptionKey: new kms.Key(stack, 'Key') });
    const [policy] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) => id.includes('Comparison'));
    expect(policy[1].Properties.PolicyDocument.Statement.map(({ Action }: any) => Action)).toContain('kms:Decrypt');
  });

  test('each metric has a graph with a line for each service, the worst first', () => {
    const widgets = widgetsFor(Audience.EXECUTIVE, shown().template);
    expect(graphOf(widgets, 'Deployment frequency').metrics).toEqual([[{
      id: 'm0',
      expression: 'SORT(SEARCH(\'{"DeliveryMetrics",Service,Environment,Window} MetricName="DeploymentsPerDay" Window="28d" '
        + '(Service="Orders" OR Service="Web")\', \'Average\', 86400), AVG, ASC, 12)',
      label: "${PROP('Dim.Service')} ${PROP('Dim.Environment')}",
      period: 86_400,
    }]]);
    expect(graphOf(widgets, 'Change fail rate').metrics[0][0].expression).toContain('AVG, DESC, 12)');
    expect(graphOf(widgets, 'Deployment rework rate').annotations).toBeUndefined();
  });

  test.each([
    ['2023, in days', {}, '/ 86400, AVG', 'Days', [1, 7, 30], 1],
    ['2021, in hours', { bands: DoraBands.report2021() }, '/ 3600, AVG', 'Hours', [1, 168, 4320], 1],
  ])('bands of %s and the target are lines in colours that most people can tell apart', (_, props, division, unit, values, target) => {
    const { metrics, annotations, yAxis } = graphOf(widgetsFor(Audience.EXECUTIVE, shown(props).template), 'Change lead time, median');
    expect(metrics[0][0].expression).toContain(division);
    expect(yAxis.left).toEqual({ label: unit, showUnits: false, min: 0 });
    expect(annotations.horizontal.map(({ value }: any) => value)).toEqual([...values, target]);
    expect(annotations.horizontal.map(({ color }: any) => color)).toEqual(['#009e73', '#0072b2', '#e69f00', '#cc79a7']);
  });

  test('two bands with one limit are one line', () => {
    const { annotations } = graphOf(widgetsFor(Audience.EXECUTIVE, shown({ bands: DoraBands.report2021() }).template), 'Change fail rate');
    expect(annotations.horizontal.map(({ label }: any) => label)).toEqual(['elite: 15 %', 'high: 30 %', 'target: 15 %']);
  });

  test('services that do not fit into a query are searched for by the namespace', () => {
    const services = Array.from({ length: 60 }, (_, index) => `Service number ${index}`);
    const { expression } = graphOf(widgetsFor(Audience.EXECUTIVE, shown({}, services).template), 'Deployment frequency').metrics[0][0];
    expect(expression).not.toContain('Service number');
    expect(expression.length).toBeLessThan(1024);
  });
});

test('operations see the deployments of each day, and those that failed', () => {
  const widgets = widgetsFor(Audience.OPERATIONS, shown().template);
  expect(graphOf(widgets, 'Deployments of each day').metrics[0][0].expression).toContain(
    'SEARCH(\'{"DeliveryMetrics",Service,Environment} MetricName="Deployments" (Service="Orders" OR Service="Web")\', \'Sum\', 86400)');
  expect(graphOf(widgets, 'Deployments that failed, of each day').start).toBe('-P14D');
  expect(widgets.some(({ type }) => type === 'custom')).toBe(false);
});

test('developers see the spread of lead times, recovery and rework', () => {
  const widgets = widgetsFor(Audience.DEVELOPER, shown().template);
  expect(graphOf(widgets, 'Change lead time').metrics.map(([{ label }]: any) => label.slice(0, 3))).toEqual(['p50', 'p90']);
  expect(graphOf(widgets, 'Failed deployment recovery time, median')).toBeDefined();
  expect(graphOf(widgets, 'Deployment rework rate')).toBeDefined();
});

test('nothing is made for a dashboard that nobody has', () => {
  const dora = new DoraMetrics(stack, 'Dora');
  measure(dora, 'Orders');
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
});

test('dashboards of all kinds may have it, several at a time, with one function', () => {
  const dora = new DoraMetrics(stack, 'Dora');
  for (const name of ['One', 'Two']) {
    const dashboard = new cloudwatch.Dashboard(stack, name);
    DashboardLint.watch(dashboard);
    dashboard.addWidgets(...dora.widgets(Audience.EXECUTIVE));
  }
  measure(dora, 'Orders');
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 2);
  const bodies = Object.values(template.findResources('AWS::CloudWatch::Dashboard')).map(({ Properties }) => JSON.stringify(Properties.DashboardBody));
  expect(bodies.every((body) => body.includes('Orders'))).toBe(true);
});

test('whoever looks may call the function, and none else', () => {
  const dora = new DoraMetrics(stack, 'Dora');
  dora.grantView(new iam.Role(stack, 'Readers', { assumedBy: new iam.AccountRootPrincipal() }));
  const template = Template.fromStack(stack);
  const [id] = Object.keys(template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'comparison.handler' } }));
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [id, 'Arn'] } }] },
  });
});
