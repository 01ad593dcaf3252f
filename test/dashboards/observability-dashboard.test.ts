import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Audience, BusinessMetric, ObservabilityDashboard, ObservabilityDashboardProps } from '../../src/dashboards';
import { ISignalSource, SignalUnit, Signals } from '../../src/signals';
import { cpuSource, formulaOver, recommendation, signal, source } from '../support/sources';
import { prodStack } from '../support/stacks';
import { bodyOf, Widget } from './support/bodies';

function overlap(a: Widget, b: Widget): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** A source with every golden signal and one of its own. */
function everything(name: string): ISignalSource {
  const signals = { requests: signal('Requests'), errors: signal('Errors'), latency: signal('Latency'), cpu: signal('CPU'), memory: signal('Memory') };
  const health = { healthy: signal('Healthy', { unit: SignalUnit.COUNT }), unhealthy: signal('Unhealthy', { unit: SignalUnit.COUNT }) };
  return source(name, { ...signals, ...health, backlog: signal('Backlog'), extras: { budget: signal('Budget left') } });
}

describe('ObservabilityDashboard', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  function alarms(count: number): cloudwatch.Alarm[] {
    const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: 'Any' });
    return Array.from({ length: count }, (_, index) => new cloudwatch.Alarm(stack, `Alarm${index}`, { metric, threshold: 1, evaluationPeriods: 1 }));
  }

  function widgetsOf(props: Partial<ObservabilityDashboardProps> = {}): Widget[] {
    new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource()], ...props });
    return bodyOf(Template.fromStack(stack)).widgets;
  }

  const graphsIn = (widgets: Widget[]) => widgets.filter((widget) => widget.type === 'metric').map((widget) => widget.properties);

  describe('page', () => {
    test('goes back eight hours and shows each metric in its own period', () => {
      new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource()] });

      expect(bodyOf(Template.fromStack(stack))).toMatchObject({ start: '-PT8H', periodOverride: 'inherit' });
    });

    test('goes back as far as the user says', () => {
      new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource()], defaultTimeRange: Duration.days(14) });

      expect(bodyOf(Template.fromStack(stack)).start).toBe('-P14D');
    });

    test.each([
      [undefined, Match.absent()],
      ['orders_Prod-1', 'orders_Prod-1'],
    ])('called %p has the name %p', (dashboardName, expected) => {
      new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource()], dashboardName });

      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: expected });
    });

    test('takes more widgets from the user', () => {
      const { dashboard } = new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource()] });
      dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'Call Ada' }));

      expect(bodyOf(Template.fromStack(stack)).widgets.map((widget) => widget.properties.markdown)).toContain('Call Ada');
    });

    test('works in a stack that does not know its environment', () => {
      stack = prodStack({ agnostic: true });

      expect(graphsIn(widgetsOf({ alarms: alarms(1) }))).toEqual([expect.objectContaining({ region: 'token' })]);
    });

    test.each([1, 2, 3, 4, 5, 9, 30])('has no widgets that overlap or leave the page, with %p sources', (count) => {
      const sources = Array.from({ length: count }, (_, index) => index % 2 ? cpuSource(`cpu${index}`) : everything(`all${index}`));
      const widgets = widgetsOf({ sources, alarms: alarms(count * 10) });

      widgets.forEach((widget) => expect(widget.x + widget.width).toBeLessThanOrEqual(24));
      widgets.forEach((widget, index) => expect(widgets.slice(index + 1).filter((other) => overlap(widget, other))).toEqual([]));
    });
  });

  describe('alarms', () => {
    test('are on top, over the full width', () => {
      expect(widgetsOf({ alarms: alarms(3) })[0]).toMatchObject({
        type: 'alarm', x: 0, y: 0, width: 24, properties: { title: 'Alarms', alarms: ['token', 'token', 'token'] },
      });
    });

    test.each([undefined, []])('have no widget when there are none (%p)', (none) => {
      expect(widgetsOf({ alarms: none }).map((widget) => widget.type)).not.toContain('alarm');
    });

    test('are split, because a widget shows 100 at most', () => {
      const shown = widgetsOf({ alarms: alarms(201) }).filter((widget) => widget.type === 'alarm').map((widget) => widget.properties);

      expect(shown.map((properties) => [properties.title, properties.alarms.length])).toEqual([
        ['Alarms 1 to 100', 100], ['Alarms 101 to 200', 100], ['Alarms 201 to 201', 1],
      ]);
    });

    test('may be composite', () => {
      const [alarm] = alarms(1);
      const composite = new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: alarm });

      expect(widgetsOf({ alarms: [composite] })[0].properties.alarms).toHaveLength(1);
    });
  });

  describe('sections', () => {
    test('are headed by the name of the source, in the order given', () => {
      const headers = widgetsOf({ sources: [cpuSource('web'), cpuSource('api')] }).filter((widget) => widget.type === 'text');

      expect(headers.map((header) => header.properties.markdown)).toEqual(['## web', '## api']);
    });

    test('show the signals that a source has, golden ones first', () => {
      expect(graphsIn(widgetsOf({ sources: [everything('orders')] })).map((graph) => graph.title))
        .toEqual(['Requests', 'Errors', 'Latency', 'CPU', 'Memory', 'Health', 'Backlog', 'Budget left']);
    });

    test('show nothing that a source does not have', () => {
      expect(graphsIn(widgetsOf({ sources: [cpuSource()] })).map((graph) => graph.title)).toEqual(['CPU utilization']);
    });

    test('may be empty', () => {
      expect(widgetsOf({ sources: [source('nothing', {})] }).map((widget) => widget.type)).toEqual(['text']);
    });

    test('ask a source for its signals once', () => {
      const goldenSignals = jest.fn(() => ({ cpu: signal('CPU') }));
      widgetsOf({ sources: [{ sourceName: 'orders', goldenSignals }] });

      expect(goldenSignals).toHaveBeenCalledTimes(1);
    });
  });

  describe('graphs', () => {
    test('name the unit on the axis, which starts at zero', () => {
      const [graph] = graphsIn(widgetsOf({ sources: [source('orders', { latency: signal('Latency', { unit: SignalUnit.SECONDS }) })] }));

      expect(graph.yAxis).toEqual({ left: { label: 'Seconds', showUnits: false, min: 0 } });
    });

    test('let signals that only one kind of resource has be negative', () => {
      const [graph] = graphsIn(widgetsOf({ sources: [source('orders', { extras: { budget: signal('Budget left') } })] }));

      expect(graph.yAxis.left).not.toHaveProperty('min');
    });

    test('show the metric in its period under the name of the signal', () => {
      const [graph] = graphsIn(widgetsOf());

      expect(graph.metrics).toEqual([['Test', 'CPUutilization', { label: 'CPU utilization', period: 60 }]]);
    });

    test('keep a name that the metric has already', () => {
      const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: 'Cpu', label: 'Max ${MAX}' });
      const [graph] = graphsIn(widgetsOf({ sources: [cpuSource('orders', { metric })] }));

      expect(graph.metrics).toEqual([['Test', 'Cpu', { label: 'Max ${MAX}' }]]);
    });

    test.each([
      [cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD, 'CPU utilization > 80'],
      [cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD, 'CPU utilization ≤ 80'],
    ])('draw the recommended threshold, with %s', (comparison, label) => {
      const [graph] = graphsIn(widgetsOf({ sources: [cpuSource('orders', { recommendation: recommendation({ comparison }) })] }));

      expect(graph.annotations).toEqual({ horizontal: [{ value: 80, label, color: '#d62728', yAxis: 'left' }] });
    });

    test('draw no threshold where none is recommended', () => {
      expect(graphsIn(widgetsOf({ sources: [cpuSource('orders', {})] }))[0]).not.toHaveProperty('annotations');
    });

    test('show healthy and unhealthy together, with the thresholds of both', () => {
      const [graph] = graphsIn(widgetsOf({
        sources: [source('orders', {
          healthy: signal('Healthy', { recommendation: recommendation({ threshold: 1 }) }),
          unhealthy: signal('Unhealthy', { recommendation: recommendation({ threshold: 0 }) }),
        })],
      }));

      expect(graph.metrics).toHaveLength(2);
      expect(graph.annotations.horizontal.map((line: any) => line.value)).toEqual([1, 0]);
    });

    test('show healthy and unhealthy apart when their formulas use the same ids, which one graph cannot hold', () => {
      const other = new cloudwatch.MathExpression({ expression: 'm0', usingMetrics: { m0: new cloudwatch.Metric({ namespace: 'Test', metricName: 'Other' }) } });
      const [healthy, unhealthy] = [signal('Healthy', { metric: formulaOver(2) }), signal('Unhealthy', { metric: other })];

      expect(graphsIn(widgetsOf({ sources: [source('orders', { healthy, unhealthy })] })).map((graph) => graph.title)).toEqual(['Healthy', 'Unhealthy']);
    });

    test.each([
      ['healthy', { healthy: signal('Only') }],
      ['unhealthy', { unhealthy: signal('Only') }],
    ])('show %s alone when the source has no more', (_, signals) => {
      expect(graphsIn(widgetsOf({ sources: [source('orders', signals)] })).map((graph) => graph.title)).toEqual(['Only']);
    });

    test('show formulas with what goes into them', () => {
      const [graph] = graphsIn(widgetsOf({ sources: [cpuSource('orders', { metric: formulaOver(2) })] }));

      expect(graph.metrics).toEqual([[expect.objectContaining({ expression: 'm0+m1', label: 'CPU utilization' })], expect.anything(), expect.anything()]);
    });

    test('show the sources that the library makes of AWS resources', () => {
      const loadBalancer = elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Edge', {
        loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/edge/1234', securityGroupId: 'sg-1',
      });

      expect(graphsIn(widgetsOf({ sources: [Signals.loadBalancer(loadBalancer)] })).length).toBeGreaterThanOrEqual(3);
    });
  });

  describe('input', () => {
    test('fails without sources, naming the prop', () => {
      expect(() => new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [] })).toThrow(/^'sources' must not be empty.*\[at Prod\/Overview\]$/);
    });

    test('fails when two sources have one name, naming it', () => {
      expect(() => new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource('web'), cpuSource('api'), cpuSource('web')] }))
        .toThrow(/'sources' must have names of their own, got "web" more than once/);
    });

    test.each(['', 'my dashboard', 'über', 'a/b', 'x'.repeat(256)])('fails when dashboardName is %p, naming the prop', (dashboardName) => {
      expect(() => new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource()], dashboardName }))
        .toThrow(/^'dashboardName' must be 1 to 255 letters, digits, - and _/);
    });

    test.each([Duration.seconds(59), Duration.millis(1), Duration.days(456)])('fails for a time range of %p, naming the prop', (defaultTimeRange) => {
      expect(() => new ObservabilityDashboard(stack, 'Overview', { audiences: [Audience.OPERATIONS], sources: [cpuSource()], defaultTimeRange }))
        .toThrow(/^'defaultTimeRange' must be between 60 and 39312000 seconds, got .* CloudWatch keeps metrics for 455 days/);
    });

    test.each(['', undefined])('fails for a business metric called %p, naming the prop', (label: any) => {
      const businessMetrics = [BusinessMetric.of(label, new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Orders' }))];
      expect(() => new ObservabilityDashboard(stack, 'Overview', { sources: [cpuSource()], businessMetrics }))
        .toThrow(/^'label' must be what the business calls the metric, such as 'Orders placed', got .* \[at Prod\/Overview\]$/);
    });

    test('fails for more than 500 metrics in one graph, naming the graph', () => {
      expect(() => new ObservabilityDashboard(stack, 'Overview', {
        audiences: [Audience.OPERATIONS], sources: [cpuSource('orders', { metric: formulaOver(501) })],
      })).toThrow(/'sources' must fit CloudWatch: widget 2 \('CPU utilization'\) must have at most 500 metrics, with those inside formulas, got 501 \[at/);
    });
  });
});
