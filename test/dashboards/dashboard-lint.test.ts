import { App, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Audience, DashboardLint, ObservabilityDashboard } from '../../src/dashboards';
import { cpuSource } from '../support/sources';
import { prodStack } from '../support/stacks';

type Json = Record<string, any>;

const metric = (properties: Json = {}): Json => ({
  type: 'metric', x: 0, y: 0, width: 6, height: 6, properties: { region: 'eu-west-1', metrics: [['AWS/Lambda', 'Errors']], ...properties },
});
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const findings = (body: Json): string[] => DashboardLint.findings(JSON.stringify(body));
const ofWidget = (widget: any): string[] => findings({ widgets: [widget] });
const arn = 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:Cpu';

describe('DashboardLint', () => {
  test('finds nothing in a dashboard that uses all that CloudWatch has', () => {
    expect(findings({
      start: '-PT8H',
      periodOverride: 'inherit',
      variables: [{ type: 'property', id: 'region', inputType: 'select', property: 'region', label: 'Region', visible: true, values: [{ value: 'a' }] }],
      widgets: [
        metric({ view: 'timeSeries', stacked: false, stat: 'p99', period: 60, title: 'All', legend: { position: 'right' }, liveData: true }),
        metric({ metrics: [['A', 'B', 'C', 'd', { id: 'm1', color: '#fff', period: 10, stat: 'Sum', visible: false }], [{ expression: 'm1 * 2', id: 'e1' }]] }),
        metric({ metrics: undefined, annotations: { alarms: [arn] } }),
        metric({ annotations: { horizontal: [{ value: 1, color: '#1f77b4' }, [{ value: 1, color: '#1f77b4ff' }, { value: 2 }]], vertical: [{ value: 'x' }] } }),
        metric({ yAxis: { left: { min: 0, max: 100, label: 'Percent', showUnits: false }, right: { min: 1 } } }),
        { type: 'alarm', width: 24, height: 2, properties: { alarms: [arn], sortBy: 'timestamp', states: ['ALARM', 'OK'] } },
        { type: 'log', properties: { query: "SOURCE 'a' | fields @message", region: 'eu-west-1', view: 'table' } },
        { type: 'text', properties: { markdown: '# Hello', background: 'transparent' } },
        { type: 'custom', properties: { endpoint: 'arn:aws:lambda:eu-west-1:111111111111:function:f', updateOn: { refresh: true } } },
        { type: 'explorer', properties: { metrics: [{ metricName: 'CPUUtilization' }], labels: [{ key: 'Name' }] } },
      ],
    })).toEqual([]);
  });

  test('takes an empty dashboard, as CloudWatch does', () => {
    expect(findings({ widgets: [] })).toEqual([]);
  });

  // A row for each limit that neither CloudFormation nor the AWS CDK holds.
  test.each<[string, Json, RegExp]>([
    ['more than 500 widgets', { widgets: many(501, () => metric()) }, /^it must have at most 500 widgets, got 501$/],
    [
      'more than 2,500 metrics, hidden ones too',
      { widgets: many(6, () => metric({ metrics: many(417, (index) => ['A', `M${index}`, { visible: false }]) })) },
      /^it must have at most 2500 metrics, with those inside formulas, got 2502$/,
    ],
    [
      'more than 25 variables',
      { widgets: [], variables: many(26, (index) => ({ type: 'property', id: `v${index}`, inputType: 'input', property: 'region' })) },
      /^it must have at most 25 variables, got 26$/,
    ],
    ['no widgets at all', {}, /^'widgets' must be set$/],
    ['a start that is no time', { widgets: [], start: 'yesterday' }, /^'start' must be an ISO 8601 time, or a range such as -PT8H, got "yesterday"$/],
    ['periods that are neither', { widgets: [], periodOverride: 'none' }, /^'periodOverride' must be one of auto, inherit/],
    ['a variable without a type', { widgets: [], variables: [{ id: 'a', inputType: 'input' }] }, /^variable 1: 'type' must be set$/],
  ])('finds %s', (_, body, expected) => {
    expect(findings(body)).toEqual([expect.stringMatching(expected)]);
  });

  test.each<[string, any, RegExp]>([
    ['more than 500 metrics', metric({ metrics: many(501, (index) => ['A', `M${index}`]) }), /^widget 1 \(metric\) must have at most 500 metrics.*got 501$/],
    ['no metric (aws-cdk#31393)', metric({ metrics: undefined }), /must show a metric or an alarm, got none$/],
    ['an empty list of metrics', metric({ metrics: [] }), /must show a metric or an alarm, got none$/],
    ['no alarm', { type: 'alarm', properties: { alarms: [] } }, /must show 1 to 100 alarms, got none$/],
    ['more than 100 alarms', { type: 'alarm', properties: { alarms: many(101, () => arn) } }, /must have at most 100 alarms, got 101$/],
    ['a color by its name (aws-cdk#20024)', metric({ metrics: [['A', 'B', { color: 'red' }]] }), /must have colors such as #1f77b4, got "red"$/],
    ['a color of an annotation', metric({ annotations: { horizontal: [{ value: 1, color: 'rgb(1,2,3)' }] } }), /must have colors such as #1f77b4/],
    ['a color of a band', metric({ annotations: { horizontal: [[{ value: 1, color: 'blue' }, { value: 2 }]] } }), /must have colors such as #1f77b4/],
    ['an id twice', metric({ metrics: [['A', 'B', { id: 'm1' }], ['A', 'C', { id: 'm1' }]] }), /must use each metric id once, got 'm1' for two metrics$/],
    [
      'two queries of Metrics Insights',
      metric({ metrics: [[{ expression: 'SELECT AVG(CPU) FROM "AWS/EC2"' }], [{ expression: 'SELECT MAX(CPU) FROM "AWS/EC2"' }]] }),
      /must have one Metrics Insights query \(SELECT\), got 2. Give each a widget of its own$/,
    ],
    ['more than 50 log groups', { type: 'log', properties: { region: 'r', query: many(51, (index) => `SOURCE '${index}'`).join(' | ') } }, /at most 50 log groups, got 51$/],
    ['too wide', { ...metric(), width: 25 }, /'width' must be a whole number from 1 to 24, got 25$/],
    ['beyond the page', { ...metric(), x: 20, width: 6 }, /must end within the 24 columns of the page, got x 20 and width 6$/],
    ['between columns', { ...metric(), x: 1.5 }, /'x' must be a whole number from 0 to 23/],
    ['no height', { ...metric(), height: 0 }, /'height' must be a whole number from 1 to 1000/],
    ['of a type that is none', { type: 'graph', properties: {} }, /'type' must be one of alarm, chart, custom, explorer, log, metric, text, got "graph"$/],
    ['without properties', { type: 'text' }, /'properties' must be set$/],
    ['without a region', metric({ region: undefined }), /'region' must be set$/],
    ['without a text', { type: 'text', properties: {} }, /'markdown' must be set$/],
    ['a view that is none', metric({ view: 'line' }), /'view' must be one of bar, gauge/],
    ['a period that is none', metric({ metrics: [['A', 'B', { period: 45 }]] }), /'metrics\[0\].period' must be 1, 5, 10, 20, 30 or a multiple of 60, got 45$/],
    ['an id that is none', metric({ metrics: [['A', 'B', { id: 'M1' }]] }), /'metrics\[0\].id' must be letters, digits and _ that begin with a small letter/],
    ['half a dimension', metric({ metrics: [['A', 'B', 'C']] }), /'metrics\[0\]' must be a namespace, a metric name and up to 30 pairs of dimensions$/],
    ['31 dimensions', metric({ metrics: [['A', 'B', ...many(62, String)]] }), /up to 30 pairs of dimensions$/],
    ['a dimension that never resolved (aws-cdk#31066)', metric({ metrics: [['A', 'B', 'C', null]] }), /'metrics\[0\]' must name its dimensions by texts$/],
    ['a metric that is nothing', metric({ metrics: [[]] }), /'metrics\[0\]' must be a list with a metric$/],
    ['options of nothing', metric({ metrics: [[{ label: 'a' }]] }), /'metrics\[0\]' must have a metric or an expression$/],
    ['an axis of texts', metric({ yAxis: { left: { min: '0' } } }), /'yAxis.left.min' must be a number, got "0"$/],
    ['states that are none', { type: 'alarm', properties: { alarms: [arn], states: ['BAD'] } }, /'states' must be a list of ALARM/],
    ['null', null, /must be an object$/],
  ])('finds a widget with %s', (_, widget, expected) => {
    expect(ofWidget(widget)).toEqual([expect.stringMatching(expected)]);
  });

  test('finds a body that is no JSON', () => {
    expect(DashboardLint.findings('{"widgets": [')).toEqual([expect.stringMatching(/^'DashboardBody' must be JSON: /)]);
  });

  test.each(['{"widgets": 5}', '[]', 'null', '5', '{"widgets": [5, "a", [], {}]}', '{"widgets": [{"type": "metric", "properties": 5}]}'])('never throws, not for %s', (body) => {
    expect(DashboardLint.findings(body)).not.toEqual([]);
  });
});

describe('the check of a dashboard', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  const test1 = new cloudwatch.Metric({ namespace: 'Test', metricName: 'Any' });

  test.each<[string, () => cloudwatch.IWidget[], RegExp]>([
    ['an empty graph (aws-cdk#31393)', () => [new cloudwatch.GraphWidget({ title: 'Later' })], /widget 3 \('Later'\) must show a metric or an alarm, got none/],
    ['600 widgets', () => many(600, () => new cloudwatch.TextWidget({ markdown: 'x' })), /it must have at most 500 widgets, got 602/],
    ['a graph of 501 metrics', () => [new cloudwatch.GraphWidget({ left: many(501, (index) => test1.with({ dimensionsMap: { N: `${index}` } })) })], /at most 500 metrics/],
    ['a color', () => [new cloudwatch.GraphWidget({ left: [test1], leftAnnotations: [{ value: 1, color: 'red' }] })], /colors such as #1f77b4, got "red"/],
    [
      'two queries',
      () => [new cloudwatch.GraphWidget({
        left: ['AVG', 'MAX'].map((name) => new cloudwatch.MathExpression({ expression: `SELECT ${name}(CPUUtilization) FROM "AWS/EC2"`, usingMetrics: {} })),
      })],
      /one Metrics Insights query/,
    ],
  ])('finds what users add: %s', (_, widgets, expected) => {
    const { dashboard } = new ObservabilityDashboard(stack, 'Overview', { sources: [cpuSource()], audiences: [Audience.OPERATIONS] });
    dashboard.addWidgets(...widgets());

    expect(() => Template.fromStack(stack)).toThrow(expected);
  });

  test('finds 101 alarms in a widget of the AWS CDK', () => {
    const { dashboard } = new ObservabilityDashboard(stack, 'Overview', { sources: [cpuSource()], audiences: [Audience.OPERATIONS] });
    const alarms = many(101, (index) => cloudwatch.Alarm.fromAlarmArn(stack, `A${index}`, `${arn}${index}`));
    dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ alarms }));

    expect(() => Template.fromStack(stack)).toThrow(/at most 100 alarms, got 101/);
  });

  test('watches a dashboard that somebody else made', () => {
    const dashboard = new cloudwatch.Dashboard(stack, 'Theirs', { widgets: [[new cloudwatch.GraphWidget({})]] });
    DashboardLint.watch(dashboard);

    expect(() => Template.fromStack(stack)).toThrow(/must show a metric or an alarm, got none/);
  });

  test('leaves a good one alone, also with what is only known at deployment', () => {
    stack = new Stack(new App(), 'Anywhere');
    const dashboard = new cloudwatch.Dashboard(stack, 'Theirs', {
      widgets: [[new cloudwatch.GraphWidget({
        left: [test1.with({ dimensionsMap: { Stack: stack.stackId }, color: Token.asString({ Ref: 'Color' }) })],
        leftAnnotations: [{ value: Token.asNumber({ Ref: 'Limit' }) }],
      })]],
    });
    DashboardLint.watch(dashboard);

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
