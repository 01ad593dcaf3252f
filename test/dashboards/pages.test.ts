import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Audience, ObservabilityDashboard, ObservabilityDashboardProps } from '../../src/dashboards';
import { ISignalSource, ResourceKind, Signals } from '../../src/signals';
import { cpuSource, formulaOver, recommendation, signal, source } from '../support/sources';
import { prodStack } from '../support/stacks';
import { bodiesOf, bodyOf, bodyWith, findingsIn, metricWidgets, textsIn } from './support/bodies';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const ofKind = (resourceKind: ResourceKind, inner: ISignalSource): ISignalSource => ({
  sourceName: inner.sourceName, resourceKind, goldenSignals: () => inner.goldenSignals(),
});

function lambdas(scope: Construct, count: number): ISignalSource[] {
  return many(count, (index) => ofKind(ResourceKind.LAMBDA_FUNCTION, Signals.lambdaFunction(new lambda.Function(scope, `F${index}`, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
  }))));
}

function services(scope: Construct, count: number): ISignalSource[] {
  const cluster = ecs.Cluster.fromClusterAttributes(scope, 'Cluster', { clusterName: 'shop', vpc: undefined as any, securityGroups: [] });
  return many(count, (index) => ofKind(ResourceKind.ECS_SERVICE, Signals.ecsService(ecs.FargateService.fromFargateServiceAttributes(scope, `S${index}`, {
    cluster, serviceName: `service-${index}`,
  }))));
}

describe('ObservabilityDashboard', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  const make = (props: ObservabilityDashboardProps) => new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], ...props });
  const cpus = (count: number) => many(count, (index) => cpuSource(`source${index}`));

  describe('pages', () => {
    test('are as many as CloudWatch needs for more than 500 widgets', () => {
      const { dashboards, dashboard } = make({ sources: cpus(700) });

      expect(dashboards.map(({ node }) => node.id)).toEqual(['Dashboard', 'Dashboard2', 'Dashboard3']);
      expect(dashboards[0]).toBe(dashboard);
      expect(Object.values(bodiesOf(Template.fromStack(stack))).map(({ widgets }) => widgets.length).sort()).toEqual([440, 480, 481]);
    });

    test('are as many as CloudWatch needs for more than 2,500 metrics, those inside formulas counted', () => {
      make({ sources: many(13, (index) => cpuSource(`source${index}`, { metric: formulaOver(400, `a${index}x`) })) });

      expect(Object.keys(bodiesOf(Template.fromStack(stack)))).toHaveLength(3);
      expect(findingsIn(stack.node.root as App)).toEqual([]);
    });

    test('keep a source together', () => {
      make({ sources: cpus(700) });
      const second = bodyWith(Template.fromStack(stack), 'Dashboard2');

      expect(second.widgets[0]).toMatchObject({ y: 0, properties: { markdown: '## source240' } });
    });

    test('take apart what is larger than a page', () => {
      const extras = Object.fromEntries(many(600, (index) => [`x${index}`, signal(`Extra ${index}`)]));
      make({ sources: [source('huge', { extras })] });

      expect(Object.keys(bodiesOf(Template.fromStack(stack)))).toHaveLength(2);
      expect(findingsIn(stack.node.root as App)).toEqual([]);
    });

    test('are linked by the first one', () => {
      make({ sources: cpus(700), dashboardName: 'shop', note: 'Team Orders' });
      const template = Template.fromStack(stack);
      const notes = Object.values(bodiesOf(template)).map((body) => textsIn(body)[0]);

      expect(Object.values(template.findResources('AWS::CloudWatch::Dashboard')).map(({ Properties }) => Properties.DashboardName).sort())
        .toEqual(['shop', 'shop-2', 'shop-3']);
      expect(notes.sort()).toEqual(['Team Orders', 'Team Orders', 'Team Orders\n\n[Page 2](#dashboards/dashboard/token) · [Page 3](#dashboards/dashboard/token)']);
    });

    test('have names after the one that is given, and ids after the names', () => {
      make({ sources: [source('web', { errors: signal('Errors') })], audiences: undefined, dashboardName: 'shop_Prod-1' });
      const resources = Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard');

      expect(Object.fromEntries(Object.entries(resources).map(([id, { Properties }]) => [Properties.DashboardName, id.replace(/.{8}$/, '')]))).toEqual({
        'shop_Prod-1': 'DashboardshopProd1',
        'shop_Prod-1-executive': 'DashboardshopProd1executive',
        'shop_Prod-1-developer': 'DashboardshopProd1developer',
      });
    });

    // cdk-monitoring-constructs#357: a new id with the old name is "already exists" at deployment.
    test('keep name and id together when the construct moves inside its stack', () => {
      const idsIn = (move: (scope: Stack) => Construct) => {
        const fresh = prodStack();
        new ObservabilityDashboard(move(fresh), 'Overview', { sources: [cpuSource()], dashboardName: 'shop' });
        return Object.keys(bodiesOf(Template.fromStack(fresh)));
      };

      expect(idsIn((fresh) => new Construct(fresh, 'Moved'))).toEqual(idsIn((fresh) => fresh));
    });

    test('have other ids for other names, also where the letters are the same', () => {
      ['a-b', 'a_b', 'ab'].forEach((dashboardName) => (
        new ObservabilityDashboard(stack, dashboardName, { sources: [cpuSource()], audiences: [Audience.OPERATIONS], dashboardName })));

      expect(new Set(Object.keys(bodiesOf(Template.fromStack(stack)))).size).toBe(3);
    });

    test('have the ids they always had where CloudFormation makes the names', () => {
      make({ sources: [cpuSource()] });

      expect(Object.keys(bodiesOf(Template.fromStack(stack)))).toEqual(['OverviewDashboard78DADE12']);
    });
  });

  describe('fleets', () => {
    test('have a section of their own up to twelve', () => {
      make({ sources: services(stack, 12) });

      expect(textsIn(bodyOf(Template.fromStack(stack)))).toHaveLength(12);
    });

    test('share one from thirteen on, which says what it leaves out', () => {
      make({ sources: services(stack, 13) });
      const body = bodyOf(Template.fromStack(stack));

      expect(textsIn(body)).toEqual([expect.stringMatching(/^## ECS services: 13\nThe 10 that stand out.*Everything of this kind in the account and region counts/)]);
      expect(Object.values(metricWidgets(body)).flatMap(({ metrics }) => metrics)).toEqual([
        [expect.objectContaining({
          expression: "SORT(SEARCH('{AWS/ECS,ClusterName,ServiceName} MetricName=\"CPUUtilization\" ClusterName=\"shop\"', 'Average', 60), MAX, DESC, 10)",
          label: "${PROP('Dim.ServiceName')}",
          period: 60,
        })],
        [expect.objectContaining({ expression: expect.stringContaining('MemoryUtilization') })],
      ]);
    });

    test('begin where the user says, and hold what the user searches for', () => {
      make({ sources: services(stack, 3), fleet: { threshold: 2, search: 'orders NOT test' } });
      const body = bodyOf(Template.fromStack(stack));

      expect(textsIn(body)[0]).toContain('Everything of this kind that matches `orders NOT test` counts');
      expect(Object.values(metricWidgets(body))[0].metrics[0][0].expression).toContain('ClusterName="shop" (orders NOT test)\'');
    });

    test('are of one kind, and leave sources of other kinds alone', () => {
      make({ sources: [...services(stack, 13), cpuSource('own'), ...lambdas(stack, 2)] });

      expect(textsIn(bodyOf(Template.fromStack(stack)))).toEqual(['## own', '## F0', '## F1', expect.stringMatching(/^## ECS services: 13/)]);
    });

    test('show a formula for the whole, of the sums of its inputs', () => {
      const rated = (name: string) => {
        const dimensionsMap = { FunctionName: name };
        const metric = (metricName: string) => new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap, statistic: 'Sum' });
        const errors = new cloudwatch.MathExpression({ expression: '100 * e / i', usingMetrics: { e: metric('Errors'), i: metric('Invocations') } });
        return ofKind(ResourceKind.LAMBDA_FUNCTION, source(name, { errors: signal('Errors', { metric: errors }) }));
      };
      make({ sources: many(20, (index) => rated(`f${index}`)), audiences: undefined });
      const template = Template.fromStack(stack);

      expect(metricWidgets(bodyWith(template, 'Dashboard')).Errors.metrics).toEqual([
        [{ expression: '100 * e / i', label: 'Errors' }],
        [{ id: 'e', visible: false, expression: "SUM(SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\"', 'Sum', 300))" }],
        [{ id: 'i', visible: false, expression: "SUM(SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Invocations\"', 'Sum', 300))" }],
      ]);
      expect(metricWidgets(bodyWith(template, 'Executive'))['Lambda functions'].metrics[0]).toEqual([{ expression: '100 - (100 * e / i)', label: 'Availability' }]);
    });

    test('put what is short of something first where less is worse', () => {
      const free = (name: string) => ofKind(ResourceKind.RDS_INSTANCE, source(name, {
        extras: {
          freeStorage: signal('Free storage', {
            metric: new cloudwatch.Metric({ namespace: 'AWS/RDS', metricName: 'Free', dimensionsMap: { Id: name } }),
            recommendation: recommendation({ comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD }),
          }),
        },
      }));
      make({ sources: many(13, (index) => free(`db${index}`)) });

      expect(metricWidgets(bodyOf(Template.fromStack(stack)))['Free storage'].metrics[0][0].expression).toMatch(/, MIN, ASC, 10\)$/);
    });

    test('are apart for each region and account, which one search cannot read', () => {
      const far = (region: string) => many(13, (index) => ofKind(ResourceKind.LAMBDA_FUNCTION, source(`${region}-${index}`, {
        requests: signal('Requests', {
          metric: new cloudwatch.Metric({
            namespace: 'AWS/Lambda', metricName: 'Invocations', dimensionsMap: { FunctionName: `${index}` }, region, account: '222222222222',
          }),
        }),
      })));
      make({ sources: [...far('us-east-1'), ...far('eu-west-1')] });
      const widgets = bodyOf(Template.fromStack(stack)).widgets.filter(({ type }) => type === 'metric');

      expect(widgets.map(({ properties }) => properties.metrics[0][0])).toEqual([
        expect.objectContaining({ region: 'us-east-1', accountId: '222222222222' }),
        expect.not.objectContaining({ region: 'eu-west-1' }),
      ]);
    });

    test('are listed one by one for developers', () => {
      make({ sources: services(stack, 30), audiences: [Audience.DEVELOPER] });

      expect(textsIn(bodyOf(Template.fromStack(stack)))).toHaveLength(30);
    });
  });

  describe('large systems', () => {
    /** The most that CloudFormation takes of a template. */
    const MAX_TEMPLATE = 1_000_000;

    // cdk-monitoring-constructs makes 800 widgets and 597,575 characters of these.
    test('of 100 Lambda functions are within all limits', () => {
      const alarms = many(100, (index) => cloudwatch.Alarm.fromAlarmArn(stack, `A${index}`, `arn:aws:cloudwatch:eu-west-1:111111111111:alarm:a${index}`));
      make({ sources: lambdas(stack, 100), audiences: undefined, alarms });
      const app = stack.node.root as App;
      const template = Template.fromStack(stack);

      expect(findingsIn(app)).toEqual([]);
      expect(JSON.stringify(template.toJSON()).length).toBeLessThan(MAX_TEMPLATE);
      expect(bodyWith(template, 'OverviewDashboard').widgets.length).toBeLessThan(20);
      expect(Object.values(bodiesOf(template)).flatMap(textsIn).filter((text) => /^## F\d+$/.test(text))).toHaveLength(100);
    });

    test('of 200 ECS services are within all limits', () => {
      make({ sources: services(stack, 200), audiences: undefined });
      const template = Template.fromStack(stack);

      expect(findingsIn(stack.node.root as App)).toEqual([]);
      expect(JSON.stringify(template.toJSON()).length).toBeLessThan(MAX_TEMPLATE);
      expect(bodyWith(template, 'OverviewDashboard').widgets.length).toBeLessThan(10);
    });

    test.each([true, false])('that are 200 services of which none is rolled up are within all limits (environment known: %p)', (known) => {
      stack = prodStack({ agnostic: !known });
      make({ sources: services(stack, 200), audiences: undefined, fleet: { threshold: 500 } });

      expect(findingsIn(stack.node.root as App)).toEqual([]);
    });

    test('in stages and stacks that do not know one another have the same dashboards again', () => {
      const app = new App();
      const templates = ['One', 'Two'].map((id) => {
        const inner = new Stack(new Stage(app, id), 'Prod');
        new ObservabilityDashboard(inner, 'Overview', { sources: services(inner, 20) });
        return JSON.stringify(Template.fromStack(inner).toJSON());
      });

      expect(templates[0]).toBe(templates[1]);
    });
  });
});
