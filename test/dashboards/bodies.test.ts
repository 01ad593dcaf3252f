import { App, CfnParameter, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Audience, ObservabilityDashboard } from '../../src/dashboards';
import { ISignalSource, Signals } from '../../src/signals';
import { cpuSource, formulaOver, signal, source } from '../support/sources';
import { onlyResource, prodStack } from '../support/stacks';
import { bodyOf, findingsIn, metricWidgets, textsIn } from './support/bodies';

const env = { account: '111111111111', region: 'eu-west-1' };

function dashboardOn(stack: Stack, ...sources: ISignalSource[]): ObservabilityDashboard {
  return new ObservabilityDashboard(stack, 'Overview', { sources, audiences: [Audience.OPERATIONS] });
}

function functionIn(stack: Stack, functionName?: string): lambda.Function {
  return new lambda.Function(stack, 'Function', {
    functionName, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
  });
}

describe('the body of a dashboard', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  const metric = (dimension: string, more: Partial<cloudwatch.MetricProps> = {}): cloudwatch.Metric => (
    new cloudwatch.Metric({ namespace: 'Test', metricName: 'Any', dimensionsMap: { Name: dimension }, ...more }));
  const sourceOf = (shown: cloudwatch.IMetric, name = 'orders'): ISignalSource => source(name, { cpu: signal('CPU', { metric: shown }) });
  const rowsOf = (): any[][] => metricWidgets(bodyOf(Template.fromStack(stack))).CPU.metrics;

  test.each(['say "hello"', 'back\\slash', 'line\nbreak', '${literal}', '$&', '<ü>'])('stays JSON with %p, known now or later', (text) => {
    new ObservabilityDashboard(stack, 'Overview', {
      sources: [sourceOf(metric(text), text), sourceOf(metric(Lazy.string({ produce: () => text })), `later ${text}`)],
      audiences: [Audience.OPERATIONS],
      note: text,
    });
    const body = bodyOf(Template.fromStack(stack));

    expect(textsIn(body)).toEqual([text, `## ${text}`, `## later ${text}`]);
    expect(body.widgets.filter(({ type }) => type === 'metric').map(({ properties }) => properties.metrics[0][3])).toEqual([text, text]);
  });

  test('holds what is only known at deployment, alone and inside texts', () => {
    const parameter = new CfnParameter(stack, 'Name');
    dashboardOn(stack, sourceOf(metric(`before "${parameter.valueAsString}" after`)), sourceOf(metric(parameter.valueAsString), 'alone'));
    const { DashboardBody } = onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard').Properties;

    expect(DashboardBody['Fn::Join'][1].filter((part: unknown) => typeof part !== 'string')).toEqual([{ Ref: 'Name' }, { Ref: 'Name' }]);
    expect(DashboardBody['Fn::Join'][1][0]).toMatch(/"before \\"$/);
  });

  test('holds numbers that are only known at deployment', () => {
    const limit = new CfnParameter(stack, 'Limit', { type: 'Number' }).valueAsNumber;
    const recommendation = { threshold: limit, datapointsToAlarm: 1, evaluationPeriods: 1 };
    dashboardOn(stack, source('orders', { cpu: signal('CPU', { recommendation }) }), source('later', {
      cpu: signal('CPU', { recommendation: { ...recommendation, threshold: Lazy.number({ produce: () => 42 }) } }),
    }));
    const { DashboardBody } = onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard').Properties;

    expect(DashboardBody['Fn::Join'][1]).toEqual(expect.arrayContaining([{ Ref: 'Limit' }]));
    expect(DashboardBody['Fn::Join'][1].join('')).toContain('"value":42,');
  });

  test('refers to resources of another stack', () => {
    const app = new App();
    const [theirs, ours] = ['Theirs', 'Ours'].map((id) => new Stack(app, id, { env }));
    const { dashboard } = dashboardOn(ours, Signals.lambdaFunction(functionIn(theirs)));
    dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: theirs.node.tryFindChild('Function') ? functionInfo(theirs) : '' }));

    expect(JSON.stringify(Template.fromStack(ours).toJSON())).toMatch(/Fn::ImportValue.*ExportsOutputRefFunction/);
    expect(Object.keys(Template.fromStack(theirs).findOutputs('*')).length).toBeGreaterThan(0);
    expect(findingsIn(app)).toEqual([]);
  });

  function functionInfo(theirs: Stack): string {
    return `Function: ${(theirs.node.findChild('Function') as lambda.Function).functionArn}`;
  }

  // aws-cdk#15334: an export locks the stack that has it.
  test('makes no export for a resource that is known by its name', () => {
    const app = new App();
    const [theirs, ours] = ['Theirs', 'Ours'].map((id) => new Stack(app, id, { env }));
    functionIn(theirs, 'orders');
    dashboardOn(ours, Signals.lambdaFunction(lambda.Function.fromFunctionName(ours, 'Orders', 'orders')));

    expect(Template.fromStack(theirs).findOutputs('*')).toEqual({});
  });

  test('keeps the region and account of metrics from elsewhere, and says nothing of its own', () => {
    dashboardOn(
      stack,
      sourceOf(new cloudwatch.MathExpression({
        expression: 'a + b + c',
        usingMetrics: {
          a: metric('a', { region: 'us-east-1', account: '222222222222' }),
          b: metric('b', { ...env }),
          c: metric('c'),
        },
      })),
    );

    expect(rowsOf().slice(1).map((row) => row[row.length - 1])).toEqual([
      { id: 'a', visible: false, region: 'us-east-1', accountId: '222222222222' }, { id: 'b', visible: false }, { id: 'c', visible: false },
    ]);
  });

  test('takes the region and account of a stack elsewhere', () => {
    const app = stack.node.root as App;
    const far = new Stack(app, 'Far', { env: { account: '222222222222', region: 'us-east-1' } });
    dashboardOn(stack, Signals.lambdaFunction(functionIn(far, 'orders')));

    expect(metricWidgets(bodyOf(Template.fromStack(stack))).Invocations.metrics[0].at(-1)).toMatchObject({ region: 'us-east-1', accountId: '222222222222' });
  });

  test('runs searches where they are to be run', () => {
    const search = new cloudwatch.SearchExpression({
      expression: "SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum', 60)", searchRegion: 'us-east-1', searchAccount: '222222222222', period: Duration.minutes(1),
    });
    dashboardOn(stack, sourceOf(search));

    expect(rowsOf()).toEqual([[expect.objectContaining({ region: 'us-east-1', accountId: '222222222222', period: 60 })]]);
  });

  // aws-cdk#36079: CloudWatch gives out colors in this order.
  test('has what is seen before what is hidden', () => {
    dashboardOn(stack, source('orders', { healthy: signal('Healthy', { metric: formulaOver(3, 'a') }), unhealthy: signal('Unhealthy', { metric: formulaOver(3, 'b') }) }));
    const rows: any[][] = metricWidgets(bodyOf(Template.fromStack(stack))).Health.metrics;

    expect(rows.map((row) => row[row.length - 1].visible)).toEqual([undefined, undefined, false, false, false, false, false, false]);
  });

  test('has a metric that two formulas read under one id once', () => {
    dashboardOn(stack, source('orders', { healthy: signal('Healthy', { metric: formulaOver(3) }), unhealthy: signal('Unhealthy', { metric: formulaOver(2) }) }));

    expect(metricWidgets(bodyOf(Template.fromStack(stack))).Health.metrics).toHaveLength(5);
  });

  test('fails for a formula in which two metrics have one id, naming it', () => {
    const inner = new cloudwatch.MathExpression({ expression: 'm0', usingMetrics: { m0: metric('inner') } });
    const outer: cloudwatch.IMetric = { toMetricConfig: () => ({ mathExpression: { expression: 'm0 + i', period: 60, usingMetrics: { m0: metric('outer'), i: inner } } }) };

    expect(() => dashboardOn(stack, sourceOf(outer))).toThrow(/'sources' must fit CloudWatch: widget 2 \('CPU'\) must use each metric id once, got 'm0'.*\[at Prod\/Overview\]/);
  });

  // aws-cdk#31066: dimensions that do not resolve are more than three items to CloudWatch.
  test('names load balancers and target groups by texts that resolve at deployment', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
    const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Edge', { vpc });
    const targets = new elbv2.ApplicationTargetGroup(stack, 'Targets', { vpc, port: 80, targetType: elbv2.TargetType.IP });
    loadBalancer.addListener('Listener', { port: 80, defaultTargetGroups: [targets] });
    dashboardOn(stack, Signals.loadBalancer(loadBalancer, [targets]));
    const rows = bodyOf(Template.fromStack(stack)).widgets.flatMap(({ properties }) => properties.metrics ?? []);

    expect(rows.filter((row: any[]) => row.slice(0, -1).some((item) => typeof item !== 'string'))).toEqual([]);
    expect(findingsIn(stack.node.root as App)).toEqual([]);
  });

  test('says the region of a stack that does not know it once it is deployed', () => {
    stack = prodStack({ agnostic: true });
    dashboardOn(stack, Signals.lambdaFunction(functionIn(stack)));
    const { DashboardBody } = onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard').Properties;
    const references = DashboardBody['Fn::Join'][1].filter((part: unknown) => typeof part !== 'string');

    expect(references).toContainEqual({ Ref: 'AWS::Region' });
    expect(references.filter((each: any) => each.Ref !== 'AWS::Region').every((each: any) => each.Ref.startsWith('Function'))).toBe(true);
  });

  test('puts what users add below everything, with all that the AWS CDK does for it', () => {
    const { dashboard } = dashboardOn(stack, cpuSource());
    const later = new cloudwatch.GraphWidget({ title: 'Mine', left: [metric(Token.asString({ Ref: 'Mine' }))] });
    dashboard.addWidgets(later, new cloudwatch.TextWidget({ markdown: 'Beside' }));
    dashboard.addVariable(new cloudwatch.DashboardVariable({
      id: 'v', type: cloudwatch.VariableType.PATTERN, inputType: cloudwatch.VariableInputType.INPUT, value: 'x', label: 'X',
    }));
    const { widgets, variables } = bodyOf(Template.fromStack(stack));
    const bottom = Math.max(...widgets.slice(0, -2).map(({ y, height }) => y + height));

    expect(widgets.slice(-2).map(({ x, y }) => [x, y])).toEqual([[0, bottom], [6, bottom]]);
    expect(widgets.at(-2)!.properties.metrics).toEqual([['Test', 'Any', 'Name', 'token']]);
    expect(variables).toHaveLength(1);
  });

  test('is the same text every time', () => {
    dashboardOn(stack, cpuSource(), sourceOf(metric(Lazy.string({ produce: () => 'later' })), 'lazy'));
    const once = JSON.stringify(Template.fromStack(stack).toJSON());

    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toBe(once);
  });

  test('is that of the AWS CDK for the same metrics', () => {
    const shown = new cloudwatch.MathExpression({ expression: 'a / b', label: 'Rate', period: Duration.minutes(1), usingMetrics: { a: metric('a', { statistic: 'p99', color: '#ff0000' }), b: metric('b') } });
    dashboardOn(stack, sourceOf(shown));
    const theirs = new cloudwatch.GraphWidget({ left: [shown] });

    expect(rowsOf()).toEqual(stack.resolve(theirs.toJson()[0].properties.metrics));
  });
});
